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
        hintAtLooks(of: text, style, event)
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

// MARK: - Looks

extension Composer {
    /// Hints at texts that are right, and hardly what was meant.
    private mutating func hintAtLooks(of text: String, _ style: YAMLScalar.Style, _ event: ParseEvent) {
        guard let first = text.unicodeScalars.first else { return }
        switch style {
        case .plain where "\u{201C}\u{201D}\u{201E}\u{2018}\u{2019}\u{201A}".unicodeScalars.contains(first):
            complain(
                event.start,
                "'\(first)' is no quote in YAML, but the beginning of the text",
                severity: .warning,
                expected: "plain quotes: \" or '"
            )
        case .plain where first == "-" && text.unicodeScalars.dropFirst().first?.properties.isAlphabetic == true:
            complain(
                event.start,
                "'\(text.prefix(20))' is one text",
                severity: .hint,
                expected: "a space after the '-', if it is an element of a list"
            )
        case .double where isTornPath(text):
            complain(
                event.start,
                "in double quotes '\\' begins an escape, which tears this path",
                severity: .warning,
                expected: "single quotes, or '/' in place of '\\'"
            )
        default: break
        }
    }

    /// `"C:\temp"`, in which a tab stands for `\t`.
    private func isTornPath(_ text: String) -> Bool {
        let start = Array(text.unicodeScalars.prefix(3))
        return start.count == 3 && start[0].properties.isAlphabetic && start[1] == ":" && start[2].value < 0x20
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
        guard problems.count < Diagnostic.mostPerFile else {
            if !isFull { problems.append(Diagnostic.tooMany(in: file)) }
            isFull = true
            return
        }
        problems.append(
            Diagnostic(severity, at: position, message, expected: expected, sourceLine: lines[position.line])
        )
    }
}
