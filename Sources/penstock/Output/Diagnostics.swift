internal import PenstockCore
internal import PenstockJSON
internal import PenstockPlugins

extension Diagnostic {
    /// The complaint for people, its first word in colour where there are colours.
    func rendered(for terminal: Terminal) -> String {
        guard terminal.hasColour else { return rendered() }
        let style: Style =
            switch severity {
            case .error: .red
            case .warning: .yellow
            case .hint: .dim
            }
        let head = "\(position): \(severity.rawValue): "
        return "\(position): \(terminal.styled(severity.rawValue + ":", style)) " + rendered().dropFirst(head.count)
    }

    /// The complaint for programs.
    var json: JSONValue {
        .known([
            "severity": .string(severity.rawValue), "file": .string(position.file),
            "line": position.line == 0 ? .null : .number(JSONNumber(position.line)),
            "column": position.line == 0 ? .null : .number(JSONNumber(position.column)),
            "message": .string(message), "expected": JSONValue(expected), "suggestion": JSONValue(suggestion),
        ])
    }
}

extension Diagnostic {
    /// A complaint as a server's answer has it.
    init(_ json: JSONValue) {
        func number(_ key: String) -> Int { Int(json[key]?.numberValue?.int64 ?? 0) }
        self.init(
            json.shown("severity").flatMap(Severity.init(rawValue:)) ?? .error,
            at: SourcePosition(file: json.shown("file") ?? "", line: number("line"), column: number("column")),
            json.shown("message") ?? "",
            expected: json.shown("expected"),
            suggestion: json.shown("suggestion"),
            sourceLine: json.shown("source_line")
        )
    }
}

extension PluginProblem {
    /// What is wrong with a plugin's file, in the form of a complaint. The other plugins load all the same, so it is
    /// no error by itself; a pipeline that misses a stage type is.
    var diagnostic: Diagnostic {
        var message = sentence
        if message.hasPrefix(file) { message = String(message.dropFirst(file.count).drop { $0 == ":" || $0 == " " }) }
        return Diagnostic(isError ? .warning : .hint, at: SourcePosition(file: file), message)
    }
}

extension JSONValue {
    /// A text, or null where there is none.
    init(_ text: String?) { self = text.map(JSONValue.string) ?? .null }

    /// A whole number, or null where there is none.
    init(_ number: Int?) { self = number.map { .number(JSONNumber($0)) } ?? .null }
}
