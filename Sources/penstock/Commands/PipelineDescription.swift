internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

/// A pipeline in words and as JSON, with nothing secret in it.
struct PipelineDescription {
    private let pipeline: Pipeline

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
        facts.add("concurrency", String(pipeline.concurrency))
        facts.add("egress", egress.isEmpty ? nil : "also to \(egress.joined(separator: ", "))")
        var text = facts.rendered(for: terminal)
        for (index, stage) in pipeline.allStages.enumerated() {
            text += "\n\(index + 1). \(terminal.styled("\(stage.kind.rawValue): \(stage.typeID)", .bold))"
            text += stage.name.map { " (\($0))" } ?? ""
            for (key, value) in stage.shown.objectValue ?? [:] { text += "\n     \(key): \(Self.shown(value))" }
            text += "\n"
        }
        return text
    }

    /// A value on a line, or a text of several lines as YAML has it.
    private static func shown(_ value: JSONValue) -> String {
        guard case .string(let text) = value else { return value.text }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 1 else { return text.printable }
        return "|\n" + lines.map { "       \(String($0).printable)" }.joined(separator: "\n")
    }

    private var retry: String {
        let policy = pipeline.retry
        let schedule = policy.schedule.map(\.text).joined(separator: ", ")
        let end = policy.then == .repeat ? "then the last for ever" : "then dead"
        return "after \(schedule), \(end), each ± \(Int((policy.jitter * 100).rounded())) %"
    }

    var json: JSONValue {
        let retry = pipeline.retry
        return .known(
            [
                "name": .string(pipeline.name), "description": JSONValue(pipeline.description),
                "file": .string(pipeline.position.file), "line": JSONValue(pipeline.position.line),
                "enabled": .bool(pipeline.isEnabled), "on": Self.texts(on), "subject": Self.texts(subjects),
                "except": Self.texts(except),
                "stages": .array(
                    pipeline.allStages.map { stage in
                        .known([
                            "kind": .string(stage.kind.rawValue), "type": .string(stage.typeID),
                            "name": JSONValue(stage.name), "with": stage.shown,
                        ])
                    }
                ),
                "retry": [
                    "schedule": Self.texts(retry.schedule.map(\.text)), "then": .string(retry.then.rawValue),
                    "jitter": JSONNumber(retry.jitter).map(JSONValue.number) ?? .null,
                ],
                "deadline": JSONValue(retry.deadline?.text), "concurrency": JSONValue(pipeline.concurrency),
                "egress": ["allow": Self.texts(egress)],
            ])
    }

    private static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
}
