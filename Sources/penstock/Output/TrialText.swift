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
        var before = Self.text(["content_type": "application/json", "json": event])
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
        let text = Self.text(message)
        let difference = LineDifference(expected: before, found: text)
        // What shares hardly a line with what it was is another message, and shown as such.
        let lines = difference.isReplacement ? difference.lines.filter { $0.mark == "+" } : difference.lines
        for line in lines { line.write(to: terminal, indentation: "        ", same: .dim) }
        before = text
    }

    /// A message as lines: what it is, its headers, its body.
    private static func text(_ message: JSONValue) -> String {
        var lines = ["content-type: \(message.shown("content_type") ?? "")"]
        for (name, value) in message["headers"]?.objectValue ?? [:] where name != "content-type" {
            lines.append("\(name): \(value.shown ?? "")")
        }
        lines.append(body(of: message))
        return lines.joined(separator: "\n")
    }

    private static func body(of message: JSONValue) -> String {
        if let json = message["json"] { return String(decoding: json.serialized(pretty: true), as: UTF8.self) }
        return (message.shown("body") ?? "").replacing("\r\n", with: "\n")
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
        var lines: [String] = []
        if let request = attempt["request"] {
            lines.append("\(request.shown("method") ?? "") \(request.shown("url") ?? "")")
            for (name, value) in request["headers"]?.objectValue ?? [:] {
                lines.append("\(name): \(value.shown ?? "")")
            }
            lines += ["", Self.body(of: request)]
        } else if let mail = attempt["mail"] {
            for name in ["relay", "from", "to", "cc", "bcc", "subject"] {
                let value =
                    mail[name]?.arrayValue.map { $0.compactMap(\.shown).joined(separator: ", ") } ?? mail.shown(name)
                if let value { lines.append("\(name): \(value)") }
            }
            for name in ["text", "html"] { if let part = mail.shown(name) { lines += ["", "[\(name)]", part] } }
        }
        for line in lines.joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false) {
            terminal.write("  \(String(line).printable)\n")
        }
    }
}
