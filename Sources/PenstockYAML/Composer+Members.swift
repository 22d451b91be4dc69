internal import PenstockCore

extension Composer {
    /// The members of a mapping that is being read.
    struct Members {
        var list: [(key: YAMLNode, value: YAMLNode)] = []
        // By bytes: text that only looks the same is not the same key.
        var seen: [[UInt8]: SourcePosition] = [:]
        var height = 0
        var isTemplate = false
    }

    /// Takes a key and its value in, or complains about the key.
    /// - Parameter flow: The beginning of the mapping, when it is written with braces.
    mutating func add(_ key: YAMLNode, _ value: YAMLNode, to members: inout Members, _ flow: ParseEvent?) {
        guard let scalar = key.scalar else {
            guard let flow, begins(with: "{{", flow) else {
                complain(key.position, "a key must be text, not a sequence or a mapping")
                return
            }
            if !members.isTemplate {
                complain(key.position.previous, Trap.template.message, expected: Trap.template.advice)
            }
            members.isTemplate = true
            return
        }
        if scalar.text == "<<", scalar.style == .plain {
            complain(key.position, "the merge key '<<' is not part of YAML 1.2; write the members out")
        } else if let first = members.seen.updateValue(key.position, forKey: Array(scalar.text.utf8)) {
            members.seen[Array(scalar.text.utf8)] = first
            complain(key.position, "the key '\(scalar.text)' is here twice; it stands at \(first) already")
        } else {
            members.list.append((key, value))
        }
    }

    /// Whether the node of an event is written with these characters first.
    func begins(with text: String, _ event: ParseEvent) -> Bool {
        lines[event.start.line]?.unicodeScalars.dropFirst(event.start.column - 1).starts(with: text.unicodeScalars)
            ?? false
    }

    /// The text between two places of one line as a string, for what was meant as one.
    func text(from start: Mark, to end: Mark) -> YAMLNode.Kind {
        let line = (lines[start.line] ?? "").unicodeScalars.dropFirst(start.column - 1)
        let text = String(start.line == end.line ? line.prefix(max(end.column - start.column, 0)) : line)
        return .scalar(YAMLScalar(text: text, style: .plain, value: .string(text)))
    }
}

extension SourcePosition {
    /// The place one column before.
    fileprivate var previous: SourcePosition { SourcePosition(file: file, line: line, column: max(column - 1, 1)) }
}
