internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// What came of trials, for people: the message after each stage, and what would be sent, or was.
struct TrialText {
    let terminal: Terminal
    /// The event as CloudEvents JSON, which is the first body.
    let event: JSONValue
    let isLive: Bool

    func write(_ reports: [JSONValue]) {
        let matched = reports.filter { $0["matched"] == true }
        for (index, report) in matched.enumerated() {
            if index > 0 { terminal.write("\n") }
            write(report)
        }
        let others = reports.filter { $0["matched"] != true }
        if !matched.isEmpty, !others.isEmpty { terminal.write("\n") }
        for report in others { write(unmatched: report) }
        if reports.isEmpty { terminal.write("there are no pipelines\n") }
    }

    private func write(unmatched report: JSONValue) {
        let line = "\(report.shown("pipeline") ?? "") does not take it: \(report.shown("match") ?? "")"
        terminal.write(terminal.styled(line.printable, .dim) + "\n")
    }

    private func write(_ report: JSONValue) {
        let state = report.shown("state") ?? ""
        let isGood = state == "delivered" || state == "filtered"
        let tries = report.elements("attempts").count
        let verb = isLive || state == "filtered" ? "" : "would be "
        let count = tries > 0 ? " after \(counted(tries, "try", "tries"))" : ""
        terminal.write(terminal.styled(report.shown("pipeline") ?? "", .bold))
        terminal.write(": \(verb)\(terminal.styled(state, isGood ? .green : .red))\(count)\n")
        if let reason = report["reason"]?.shown("text") { terminal.write("  \(reason.printable)\n") }
        terminal.write(terminal.styled("  \(report.shown("match") ?? "")".printable, .dim) + "\n\n")
        var before = TrialLines.first(event)
        for step in report.elements("steps") { write(step, &before) }
        for attempt in report.elements("attempts") { write(attempt: attempt) }
        if let last = report.elements("attempts").last { writeSent(last) }
    }

    private func write(_ step: JSONValue, _ before: inout String) {
        let verdict = step.shown("verdict") ?? ""
        let styled = terminal.styled(
            verdict.padded(to: 4),
            verdict == "pass" ? .green : verdict == "drop" ? .yellow : .red
        )
        let name =
            "\(step.shown("kind") ?? "") \(step.shown("type") ?? "")" + (step.shown("name").map { " (\($0))" } ?? "")
        let time = terminal.styled("\(step.shown("microseconds") ?? "0") µs", .dim)
        terminal.write("  \(styled)  \(name.printable.padded(to: 28))  \(time)\n")
        if let reason = step["reason"]?.shown("text") { terminal.write("        \(reason.printable)\n") }
        guard let message = step["message"] else { return }
        let text = TrialLines.message(message)
        for line in TrialLines.change(from: before, to: text) {
            line.write(to: terminal, indentation: "        ", same: .dim)
        }
        before = text
    }

    private func write(attempt: JSONValue) {
        let outcome = attempt.shown("outcome") ?? ""
        let next = attempt.shown("next_at").map { "; the next try at \($0)" } ?? ""
        let head = "  try \(attempt.shown("number") ?? "") at \(attempt.shown("at") ?? ""): "
        let text = isLive ? attempt.shown("text") : "if \(attempt.shown("text") ?? "")"
        terminal.write(head + terminal.styled(outcome, outcome == "delivered" ? .green : .yellow))
        terminal.write(", \((text ?? "").printable)\(next)\n")
        if isLive, let body = attempt.shown("response_body"), !body.isEmpty {
            for line in body.split(separator: "\n").prefix(20) {
                terminal.write("        \(line.description.printable)\n")
            }
        }
    }

    private func writeSent(_ attempt: JSONValue) {
        terminal.write("\n" + terminal.styled(isLive ? "  sent\n" : "  would be sent\n", .bold))
        let lines = TrialLines.sent(attempt) ?? ""
        for line in lines.split(separator: "\n", omittingEmptySubsequences: false) {
            terminal.write("  \(String(line).printable)\n")
        }
    }
}
