internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockSources

/// What would come of a request, step by step, for people.
struct SourceTrialText {
    let terminal: Terminal
    let source: Source

    func write(_ trial: SourceTrial) {
        if let echo = trial.echo { return line(good: true, "echo", "it is answered with '\(echo)'") }
        guard let request = trial.request else {
            line(good: false, "not taken", trial.refusal ?? "")
            return end(trial)
        }
        line(good: true, "verified", source.verification.summary)
        if !request.cut.isEmpty { line(good: nil, "cut out", request.cut.joined(separator: ", ")) }
        guard let mapping = trial.mapping else { return }
        if let problem = mapping.problem { line(good: false, "records", problem.text) }
        for (index, item) in mapping.items.enumerated() { write(item, index, trial) }
        end(trial)
    }

    private func write(_ item: Mapping.Item, _ index: Int, _ trial: SourceTrial) {
        terminal.write("\n" + terminal.styled("record \(index)", .bold) + "\n")
        block("record", item.record)
        if let condition = item.condition { line(good: true, "when", "\(condition) → \(item.type ?? "")") }
        if case .failure(let problem) = item.result { line(good: false, "not mapped", problem.text) }
        guard trial.events.indices.contains(index) else { return }
        if let identity = item.identity { line(good: nil, "id by", identity.rawValue) }
        block("event", trial.events[index])
    }

    private func end(_ trial: SourceTrial) {
        let learned = trial.isLearned ? ", and it is kept to be looked at" : ""
        let reason = trial.request != nil && trial.events.isEmpty ? trial.refusal.map { ": \($0)" } ?? "" : ""
        terminal.write("\nanswered \(trial.status)\(learned)\(reason.printable)\n")
    }

    private func line(good: Bool?, _ title: String, _ text: String) {
        let style: Style = good.map { $0 ? .green : .red } ?? .dim
        terminal.write("  \(terminal.styled(title.padded(to: 12), style))\(source.mask(text).printable)\n")
    }

    private func block(_ title: String, _ value: JSONValue) {
        let text = value.prettyText
        for (index, line) in text.split(separator: "\n").enumerated() {
            let head = (index == 0 ? title : "").padded(to: 12)
            terminal.write("  \(terminal.styled(head, .dim))\(source.mask(String(line)).printable)\n")
        }
    }
}

extension SourceTrial {
    /// The same for programs.
    func json(of source: Source) -> JSONValue {
        let items = (mapping?.items ?? []).map { item in
            JSONValue.known([
                "record": item.record, "when": JSONValue(item.condition), "type": JSONValue(item.type),
                "data": item.data ?? .null, "id_by": JSONValue(item.identity?.rawValue),
                "problem": JSONValue(item.problem),
            ])
        }
        return .known([
            "source": .string(source.name), "status": JSONValue(status), "verified": .bool(request != nil),
            "reason": JSONValue(refusal.map { source.mask($0) }), "echo": JSONValue(echo),
            "cut": .array((request?.cut ?? []).map { .string($0) }), "items": .array(items),
            "events": .array(events), "learned": .bool(isLearned),
        ]).mappingTexts { source.mask($0) }
    }
}

extension Mapping.Item {
    /// Why it became no event.
    fileprivate var problem: String? {
        guard case .failure(let problem) = result else { return nil }
        return problem.text
    }
}
