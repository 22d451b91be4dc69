internal import PenstockCore

extension Composer {
    /// What the tags of the core schema begin with; they are written `!!str` and so on.
    static let core = "tag:yaml.org,2002:"

    /// The meaning of a scalar, by its tag if it has one.
    mutating func resolve(
        _ text: String,
        _ style: YAMLScalar.Style,
        _ properties: ParseEvent.Properties,
        _ event: ParseEvent
    ) -> YAMLScalar.Value {
        guard let tag = properties.tag, tag != "!" || style == .plain else {
            guard style == .plain else { return .string(text) }
            if CoreSchema.losesZeros(text) {
                complain(
                    event.start,
                    "'\(text)' is a number and loses its zeros",
                    severity: .hint,
                    expected: "quotes, if it is a name or a code: \"\(text)\""
                )
            }
            return CoreSchema.resolve(text)
        }
        guard tag != "!" else { return .string(text) }
        guard tag.hasPrefix(Composer.core) else {
            complain(about: tag, event)
            return .string(text)
        }
        let name = String(tag.dropFirst(Composer.core.count))
        guard ["str", "null", "bool", "int", "float"].contains(name) else {
            complain(about: tag, event)
            return .string(text)
        }
        if let value = CoreSchema.resolve(text, tag: name) { return value }
        complain(event.start, "'\(text)' is not what its tag '!!\(name)' says")
        return .string(text)
    }
}

// MARK: - Complaints

extension Composer {
    mutating func complain(about tag: String, _ event: ParseEvent) {
        let shown = tag.hasPrefix(Composer.core) ? "!!" + tag.dropFirst(Composer.core.count) : tag
        complain(
            event.start,
            "the tag '\(shown)' is not known here",
            expected:
                "no tag but !!str, !!int, !!float, !!bool, !!null, !!seq, !!map; text that begins with '!' in quotes"
        )
    }

    mutating func complain(
        _ mark: Mark,
        _ message: String,
        severity: Diagnostic.Severity = .error,
        expected: String? = nil
    ) {
        complain(position(mark), message, severity: severity, expected: expected)
    }

    mutating func complain(
        _ position: SourcePosition,
        _ message: String,
        severity: Diagnostic.Severity = .error,
        expected: String? = nil
    ) {
        problems.append(
            Diagnostic(severity, at: position, message, expected: expected, sourceLine: lines[position.line])
        )
    }
}
