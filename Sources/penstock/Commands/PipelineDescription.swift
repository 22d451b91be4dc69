internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

/// A pipeline in words and as JSON, with nothing secret in it.
struct PipelineDescription {
    let pipeline: Pipeline

    init(_ pipeline: Pipeline) { self.pipeline = pipeline }

    private var on: [String] { pipeline.selector.types.map(\.text) }
    private var subjects: [String] { pipeline.selector.subjects?.map(\.text) ?? [] }
    private var egress: [String] { pipeline.egress.entries }
    private var except: [String] { pipeline.selector.except.map(\.text) }

    func rendered(for terminal: Terminal) -> String {
        var facts = Facts()
        facts.add("name", pipeline.name)
        facts.add("description", pipeline.description)
        facts.add("declared", pipeline.position.description)
        facts.add("enabled", pipeline.isEnabled ? nil : "no: it takes no events")
        facts.add("on", on.joined(separator: ", "))
        facts.add("subject", subjects.joined(separator: ", "))
        facts.add("except", except.joined(separator: ", "))
        facts.add("retry", retry)
        facts.add("deadline", pipeline.retry.deadline?.text)
        facts.add(
            "outcomes",
            pipeline.outcomes.entries.map { "\($0.status) \($0.outcome.rawValue)" }.joined(separator: ", ")
        )
        facts.add("concurrency", String(pipeline.concurrency))
        facts.add("rate", pipeline.rate?.text)
        facts.add("order by", pipeline.order.map { "\($0.key), when dead: \($0.whenDead.rawValue)" })
        facts.add("dedupe", dedupe)
        facts.add("egress", egress.isEmpty ? nil : "also to \(egress.joined(separator: ", "))")
        facts.add("isolation", pipeline.isolation?.rawValue)
        var text = facts.rendered(for: terminal)
        for (index, stage) in pipeline.allStages.enumerated() {
            text += "\n" + rendered(stage, number: index + 1, for: terminal)
        }
        return text
    }

    private var retry: String {
        let policy = pipeline.retry
        guard !policy.schedule.isEmpty else { return "never" }
        let schedule = policy.schedule.map(\.text).joined(separator: ", ")
        let end = policy.then == .repeat ? "then the last for ever" : "then dead"
        return "after \(schedule), \(end), each ± \(pipeline.jitterPercentage) %"
    }

    private var dedupe: String? {
        switch pipeline.dedupe {
        case .byIdentity: nil
        case .off: "off: every event is delivered"
        case .rule(let rule): "by \(rule.by.map(\.description).joined(separator: ", ")), within \(rule.window.text)"
        }
    }

    var json: JSONValue {
        let retry = pipeline.retry
        let outcomes = pipeline.outcomes.entries.map { (key: $0.status, value: JSONValue.string($0.outcome.rawValue)) }
        return .known(
            [
                "name": .string(pipeline.name), "description": JSONValue(pipeline.description),
                "file": .string(pipeline.position.file), "line": JSONValue(pipeline.position.line),
                "enabled": .bool(pipeline.isEnabled), "on": Self.texts(on), "subject": Self.texts(subjects),
                "except": Self.texts(except), "stages": .array(pipeline.allStages.map(json)),
                "retry": [
                    "schedule": Self.texts(retry.schedule.map(\.text)), "then": .string(retry.then.rawValue),
                    "jitter": JSONNumber(retry.jitter).map(JSONValue.number) ?? .null,
                ],
                "deadline": JSONValue(retry.deadline?.text), "outcomes": .object(JSONObject(outcomes)),
                "concurrency": JSONValue(pipeline.concurrency), "rate": JSONValue(pipeline.rate?.text),
                "order_by": pipeline.order?.document ?? .null, "dedupe": pipeline.dedupe.document ?? .null,
                "egress": ["allow": Self.texts(egress)], "isolation": JSONValue(pipeline.isolation?.rawValue),
            ])
    }

    static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
}
