internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

/// What is told of the stages.
extension PipelineDescription {
    func rendered(_ stage: PipelineStage, number: Int, for terminal: Terminal) -> String {
        var text = "\(number). \(terminal.styled("\(stage.kind.rawValue): \(stage.typeID)", .bold))"
        text += stage.name.map { " (\($0))" } ?? ""
        text += isIsolated(stage) ? terminal.styled(", in a worker", .dim) : ""
        for (key, value) in stage.shown.objectValue ?? [:] { text += "\n     \(key): \(Self.shown(value))" }
        text += "\n"
        for (name, value) in notes(of: stage) where !value.isEmpty {
            text += "   " + terminal.styled("\(name): ", .dim) + value.printable + "\n"
        }
        return text
    }

    private func notes(of stage: PipelineStage) -> [(name: String, value: String)] {
        [
            ("reads", fields(read: stage).joined(separator: ", ")), ("files", stage.files.joined(separator: ", ")),
            ("a call may take", stage.timeout?.text ?? ""),
        ]
    }

    /// The names that the configuration reads, each once, in the order in which they stand in it.
    private func fields(read stage: PipelineStage) -> [String] {
        stage.reads.reduce(into: []) { fields, read in
            if !fields.contains(read.field) { fields.append(read.field) }
        }
    }

    /// A value on a line, or a text of several lines as YAML has it.
    private static func shown(_ value: JSONValue) -> String {
        guard case .string(let text) = value else { return value.text.printable }
        let whole = text.hasSuffix("\n") ? text.dropLast() : text[...]
        let lines = whole.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 1 else { return text.printable }
        return "|\n" + lines.map { "       \(String($0).printable)" }.joined(separator: "\n")
    }

    /// What a stage says comes before what its pipeline says, which comes before where its plugin runs.
    private func isIsolated(_ stage: PipelineStage) -> Bool {
        (stage.isolation ?? pipeline.isolation).map { $0 == .process } ?? stage.type.isIsolated
    }

    func json(_ stage: PipelineStage) -> JSONValue {
        .known([
            "kind": .string(stage.kind.rawValue), "type": .string(stage.typeID), "name": JSONValue(stage.name),
            "with": stage.shown, "timeout": JSONValue(stage.timeout?.text),
            "isolation": .string((isIsolated(stage) ? PluginIsolation.process : .none).rawValue),
            "reads": .array(stage.reads.map { ["at": .string($0.pointer), "field": .string($0.field)] }),
            "files": Self.texts(stage.files),
        ])
    }
}
