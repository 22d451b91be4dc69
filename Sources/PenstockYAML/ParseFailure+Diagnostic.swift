internal import PenstockCore

extension ParseFailure {
    /// The failure in a sentence for people, at the place where they can mend it.
    func diagnostic(in lines: SourceLines, file: String) -> Diagnostic {
        if let problemByte {
            return complaint(at: lines.position(ofByte: problemByte, file: file), unreadable, nil, lines)
        }
        let mark = (pointsAtContext ? contextMark : nil) ?? problemMark ?? Mark(line: 1, column: 1)
        let line = lines[mark.line] ?? ""
        if let (trap, column) = Trap.first(in: line) ?? (isInFlow ? Trap.template(in: line) : nil) {
            let position = SourcePosition(file: file, line: mark.line, column: column)
            return complaint(at: position, trap.message, trap.advice, lines)
        }
        if problem == "mapping values are not allowed in this context", let above = trapAbove(mark, lines) {
            let position = SourcePosition(file: file, line: above.line, column: above.column)
            return complaint(at: position, above.trap.message, above.trap.advice, lines)
        }
        let position = lines.position(line: mark.line, column: mark.column, file: file)
        let (message, expected) = sentence(about: line.unicodeScalars.dropFirst(mark.column - 1).first)
        return complaint(at: position, message, expected, lines)
    }

    private func complaint(
        at position: SourcePosition,
        _ message: String,
        _ expected: String?,
        _ lines: SourceLines
    ) -> Diagnostic {
        Diagnostic(at: position, message, expected: expected, sourceLine: lines[position.line])
    }

    /// A key without a space in the line before, which so became the beginning of a text that goes on here.
    private func trapAbove(_ mark: Mark, _ lines: SourceLines) -> (trap: Trap, line: Int, column: Int)? {
        var number = mark.line - 1
        while let line = lines[number], line.allSatisfy(\.isWhitespace) { number -= 1 }
        return lines[number].flatMap { Trap.spacing(in: Array($0.unicodeScalars)) }.map { ($0.trap, number, $0.column) }
    }

    /// Whether the beginning of what went wrong says more than the place where it was noticed.
    private var pointsAtContext: Bool {
        problem == "found unexpected end of stream" || problem == "found unexpected document indicator"
            || problem == "could not find expected ':'"
    }

    private var unreadable: String {
        problem == "control characters are not allowed"
            ? "a control character must not stand in YAML" : "the text is not valid UTF-8 here"
    }

    /// Whether a `[` or a `{` is open.
    private var isInFlow: Bool { problem.hasPrefix("did not find expected ',' or") }

    /// What libyaml's words mean, and what it expected.
    /// - Parameter character: the one at which it stopped.
    private func sentence(about character: Unicode.Scalar?) -> (message: String, expected: String?) {
        let begun = contextMark.map { "in line \($0.line)" } ?? "above"
        switch problem {
        case "mapping values are not allowed in this context":
            return ("': ' is not allowed here", "quotes around a value that has ': ' in it, or a line of its own")
        case "could not find expected ':'":
            return (
                "a key without ':'",
                "'key: value' with a space after the ':', or the indentation of the text it continues"
            )
        case "did not find expected key":
            return ("this does not fit the mapping that begins \(begun)", "a key, indented as the keys above it")
        case "did not find expected '-' indicator":
            return (
                "this does not fit the list that begins \(begun)",
                "the indentation of a '-' above it, or that of the keys after one"
            )
        case "did not find expected ',' or '}'":
            return ("the '{' \(begun) is not closed before this", "',' or '}'")
        case "did not find expected ',' or ']'":
            return ("the '[' \(begun) is not closed before this", "',' or ']'")
        case "did not find expected node content" where ",]}:".unicodeScalars.contains(character ?? " "):
            return ("a value must not begin with '\(character ?? " ")' here", "a value, or quotes around this one")
        case "did not find expected node content": return ("no value stands here", "a value")
        case "found unexpected end of stream", "found unexpected document indicator":
            return ("the quote opened here is never closed", "a closing quote")
        case "found unknown escape character":
            return ("'\\' begins an escape in double quotes", "'\\\\' for a backslash, or single quotes")
        case "found invalid Unicode character escape code":
            return (
                "this escape stands for no character; the halves of a pair do not",
                "the character itself, or '\\U' with eight digits"
            )
        case "did not find expected hexdecimal number": return ("an escape lacks its hexadecimal digits", nil)
        case "found character that cannot start any token" where character == "\t":
            return ("a tab must not stand here", "spaces")
        case "found character that cannot start any token":
            return ("no value begins with this", "quotes around the value")
        case "block sequence entries are not allowed in this context",
            "block mapping keys are not allowed in this context":
            return ("a list or mapping cannot begin here", "a new line, indented more deeply")
        case "did not find expected <document start>":
            return (
                "text follows after the end of the document",
                "the indentation of the line it began with, or '---' between documents"
            )
        case let problem where problem.hasPrefix("found a tab character"):
            return ("YAML is indented with spaces; this is a tab", "spaces")
        default: return ("this is not YAML: \(problem)\(context.map { " (\($0))" } ?? "")", nil)
        }
    }
}
