internal import PenstockCore
internal import PenstockYAML

/// `retry` and `outcomes`.
extension PipelineReader {
    static let retryKeys = ["schedule", "then", "jitter"]

    mutating func readRetry(_ node: YAMLNode) {
        guard let members = node.mapping else {
            let expected = "a mapping with schedule, then and jitter"
            complaints.add(at: node.position, "expected \(expected), found \(Self.found(node))", expected: expected)
            return
        }
        for (key, value) in members {
            switch key.scalar?.text {
            case "schedule": readSchedule(value)
            case "then":
                guard let then = value.stringValue.flatMap(RetryPolicy.Then.init) else {
                    complaints.add(
                        at: value.position,
                        "expected stop or repeat, found \(Self.found(value))",
                        expected: "stop, or repeat for the last interval for ever"
                    )
                    continue
                }
                document.retry.then = then
            case "jitter": readJitter(value)
            default: unknown(key, among: Self.retryKeys, of: "'retry'")
            }
        }
        if document.retry.then == .repeat, document.retry.schedule.isEmpty, let then = node["then"] {
            complaints.add(at: then.position, "the schedule is empty and has no last interval to repeat")
        }
    }

    private mutating func readSchedule(_ node: YAMLNode) {
        guard let elements = node.sequence else {
            let expected = "a list of durations such as [5s, 5m, 2h]; [] is no retry at all"
            complaints.add(at: node.position, "expected a list, found \(Self.found(node))", expected: expected)
            return
        }
        var schedule: [Duration] = []
        for element in elements {
            if let interval = duration(element) { schedule.append(interval) }
        }
        document.retry.schedule = schedule
    }

    private mutating func readJitter(_ node: YAMLNode) {
        guard let text = node.stringValue, text.hasSuffix("%"), let percent = Double(text.dropLast()),
            (0...100).contains(percent)
        else {
            let expected = "a percentage from 0% to 100%, such as 20%"
            complaints.add(at: node.position, "expected a percentage, found \(Self.found(node))", expected: expected)
            return
        }
        document.retry.jitter = percent / 100
    }

    mutating func readOutcomes(_ node: YAMLNode) {
        guard let members = node.mapping else {
            let expected = "a mapping such as { 409: delivered, 5xx: transient }"
            complaints.add(at: node.position, "expected a mapping, found \(Self.found(node))", expected: expected)
            return
        }
        var exact: [Int: Outcome] = [:]
        var classes: [Int: Outcome] = [:]
        for (key, value) in members {
            let outcome = outcome(value)
            let status = key.scalar?.text ?? ""
            if status.utf8.count == 3, let number = Int(status), (100...599).contains(number) {
                exact[number] = outcome
            } else if status.utf8.count == 3, status.hasSuffix("xx"), let digit = status.first?.wholeNumberValue,
                (1...5).contains(digit)
            {
                classes[digit] = outcome
            } else {
                complaints.add(
                    at: key.position,
                    "'\(status)' is no status",
                    expected: "a status such as 404, or a hundred such as 5xx"
                )
            }
        }
        document.outcomes = OutcomePolicy(exact: exact, classes: classes)
    }

    private mutating func outcome(_ node: YAMLNode) -> Outcome? {
        let known = Outcome.allCases.filter { $0 != .pluginFault }
        if let outcome = node.stringValue.flatMap(Outcome.init), known.contains(outcome) { return outcome }
        let names = known.map(\.rawValue)
        complaints.add(
            at: node.position,
            "\(Self.found(node)) is no outcome",
            expected: "one of \(names.joined(separator: ", "))",
            suggestion: node.stringValue.flatMap { nearest($0, in: names) }
        )
        return nil
    }
}
