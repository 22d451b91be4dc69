internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// What came of trials, as `POST /v1/trials` answers it, for people. Pure.
enum TrialView {
    /// - Parameter event: As CloudEvents JSON, which is the first message.
    static func reports(_ reports: [JSONValue], event: JSONValue, isLive: Bool) -> View {
        [
            "taken": .list(
                reports.filter { $0["matched"] == true }.enumerated().map { taken($1, number: $0, event, isLive) }
            ),
            "others": .table(
                reports.filter { $0["matched"] != true }.map { report in
                    let name = report.shown("pipeline") ?? ""
                    return ["pipeline": .link(.pipeline(name), name), "why": View(report.shown("match"))]
                }
            ),
        ]
    }

    /// What becomes of the event, in a word.
    static func verdict(of report: JSONValue, isLive: Bool) -> View {
        guard let word = report.shown("state"), let state = DeliveryState(rawValue: word) else {
            return .badge("not taken", .quiet)
        }
        let isReal = isLive || state == .filtered
        return .badge(isReal ? word : "would be \(word)", Tone(state))
    }

    /// The request or the mail of a try.
    static func sent(_ attempt: JSONValue) -> View? { TrialLines.sent(attempt).map(View.text) }

    private static func taken(_ report: JSONValue, number: Int, _ event: JSONValue, _ isLive: Bool) -> View {
        let name = report.shown("pipeline") ?? ""
        let last = report.elements("attempts").last
        return [
            "id": .text("trial-\(number)"), "pipeline": .link(.pipeline(name), name),
            "verdict": verdict(of: report, isLive: isLive), "match": View(report.shown("match")),
            "reason": View(report["reason"]?.shown("text")), "steps": .list(steps(report, event)),
            "attempts": isLive ? .table(report.elements("attempts").map(attempt)) : .nothing,
            "live": .flag(isLive), "sent": last.flatMap(sent) ?? .nothing,
        ]
    }

    // MARK: - Stages

    private static func steps(_ report: JSONValue, _ event: JSONValue) -> [View] {
        var before = TrialLines.first(event)
        return report.elements("steps").map { step in
            var change = View.nothing
            if let message = step["message"] {
                let text = TrialLines.message(message)
                let lines = TrialLines.change(from: before, to: text)
                change = lines.isEmpty ? .nothing : .difference(lines)
                before = text
            }
            let verdict = step.shown("verdict") ?? ""
            return [
                "kind": View(step.shown("kind")), "type": View(step.shown("type")), "name": View(step.shown("name")),
                "verdict": .badge(verdict, verdict == "pass" ? .good : verdict == "drop" ? .quiet : .bad),
                "took": microseconds(step["microseconds"]), "reason": View(step["reason"]?.shown("text")),
                "change": change, "same": .flag(step["message"] != nil && change == .nothing),
            ]
        }
    }

    // MARK: - Answers

    private static func attempt(_ attempt: JSONValue) -> View {
        let outcome = attempt.shown("outcome") ?? ""
        return [
            "outcome": .badge(outcome, outcome == "delivered" ? .good : .bad), "status": View(attempt.shown("status")),
            "text": View(attempt.shown("text")), "took": microseconds(attempt["microseconds"]),
            "next": View(attempt.shown("next_at").flatMap { Timestamp($0) }.map(\.wording)),
            "head": View(attempt.shown("response_head")), "body": View(attempt.shown("response_body")),
        ]
    }

    private static func microseconds(_ value: JSONValue?) -> View {
        View(value?.numberValue?.int64.map { Duration.microseconds($0).wording })
    }
}
