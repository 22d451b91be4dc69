internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// `answers`.
extension TestReader {
    static let answerKeys = ["status", "headers", "body", "smtp", "outcome"]
    private static let form = "200, timeout, reset, { status: 429, headers: { Retry-After: 60 } } or { smtp: 550 }"

    /// What the other side answers, try by try.
    mutating func answers(_ node: YAMLNode) -> [ScriptedAnswer] {
        guard let elements = node.sequence, !elements.isEmpty else {
            wrong(node, "a list of answers such as [503, 200]")
            return [.delivered]
        }
        return elements.compactMap { element in answer(element) }
    }

    private mutating func answer(_ node: YAMLNode) -> ScriptedAnswer? {
        if let scalar = node.scalar {
            switch scalar.text {
            case "timeout": return ScriptedAnswer(.timeout)
            case "reset": return ScriptedAnswer(.reset)
            default: return status(node).map { ScriptedAnswer(.status($0)) }
            }
        }
        guard let members = members(of: node, Self.answerKeys, what: "an answer", form: Self.form),
            let kind = kind(members, at: node)
        else { return nil }
        var answer = ScriptedAnswer(kind)
        if let body = members["body"] { answer.body = text(body) ?? "" }
        if let headers = members["headers"] { answer.retryAfter = retryAfter(headers) }
        return answer
    }

    private mutating func kind(_ members: [String: YAMLNode], at node: YAMLNode) -> ScriptedAnswer.Kind? {
        if let outcome = members["outcome"] {
            guard let outcome = self.outcome(outcome) else { return nil }
            return .outcome(outcome, status: members["status"].flatMap { number($0, in: 0...999_999) } ?? 0)
        }
        if let code = members["smtp"] { return status(code).map { .smtp($0) } }
        if let status = members["status"] { return self.status(status).map { .status($0) } }
        complaints.add(at: node.position, "this answer does not say what is answered", expected: Self.form)
        return nil
    }

    private mutating func status(_ node: YAMLNode) -> Int? { number(node, in: 100...599, expected: Self.form) }

    private mutating func outcome(_ node: YAMLNode) -> Outcome? {
        let known = Outcome.allCases.filter { $0 != .pluginFault }.map(\.rawValue)
        guard let text = text(node, "one of \(known.joined(separator: ", "))") else { return nil }
        if known.contains(text), let outcome = Outcome(rawValue: text) { return outcome }
        complaints.add(
            at: node.position,
            "there is no outcome '\(text)'",
            expected: "one of \(known.joined(separator: ", "))",
            suggestion: nearest(text, in: known)
        )
        return nil
    }

    private mutating func retryAfter(_ node: YAMLNode) -> Duration? {
        guard let members = node.mapping else {
            wrong(node, "a mapping such as { Retry-After: 60 }")
            return nil
        }
        for (key, value) in members {
            guard key.scalar?.text.lowercased() == "retry-after" else {
                complaints.add(
                    .warning,
                    at: key.position,
                    "the header '\(key.scalar?.text ?? "")' of an answer changes nothing",
                    expected: "Retry-After, which is the one that Penstock heeds"
                )
                continue
            }
            return number(value, in: 0...31_622_400, expected: "a number of seconds").map { .seconds($0) }
        }
        return nil
    }
}
