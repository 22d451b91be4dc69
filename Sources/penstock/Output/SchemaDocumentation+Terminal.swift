internal import PenstockPipelines

extension SchemaDocumentation {
    /// The members for people at a terminal, those of members indented.
    func rendered(for terminal: Terminal) -> String {
        let text = members.map { $0.rendered(for: terminal) }.joined()
        return text.isEmpty ? "  anything\n" : text
    }
}

extension SchemaDocumentation.Member {
    fileprivate func rendered(for terminal: Terminal) -> String {
        let indentation = 2 + 4 * depth
        let margin = String(repeating: " ", count: indentation)
        var text = "\(margin)\(terminal.styled(name.printable, .bold))"
        text += terminal.styled("  \(notes.joined(separator: ", ").printable)", .dim) + "\n"
        for paragraph in description.split(separator: "\n") {
            let width = max((terminal.columns ?? 100) - indentation - 4, 40)
            for line in String(paragraph).printable.wrapped(to: min(width, 100)) { text += "\(margin)    \(line)\n" }
        }
        for example in examples {
            text += "\(margin)    \(terminal.styled("for example", .dim)) \(example.printable)\n"
        }
        return text
    }
}

extension String {
    /// The text in lines of at most so many characters, broken between words.
    func wrapped(to width: Int) -> [String] {
        var lines: [String] = []
        for word in split(separator: " ") {
            if let last = lines.last, last.count + word.count < width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
