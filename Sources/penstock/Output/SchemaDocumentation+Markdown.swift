internal import PenstockPipelines

extension SchemaDocumentation {
    /// The members as a list in Markdown, those of members nested, in lines of at most 120 characters.
    var markdown: String {
        let text = members.map(\.markdown).joined()
        return text.isEmpty ? "Anything.\n" : text
    }
}

extension SchemaDocumentation.Member {
    fileprivate var markdown: String {
        let margin = String(repeating: "  ", count: depth)
        let paragraph = description.split(separator: "\n").joined(separator: " ")
        var text = "`\(name.printable)` (\(notes.map(\.escapedForMarkdown).joined(separator: ", ")))"
        if !paragraph.isEmpty { text += ": \(paragraph.escapedForMarkdown)" }
        if !examples.isEmpty {
            text += " For example " + examples.map { "`\($0.printable)`" }.joined(separator: ", ") + "."
        }
        let lines = text.wrapped(to: 118 - margin.count)
        return lines.enumerated().map { margin + ($0.offset == 0 ? "- " : "  ") + $0.element + "\n" }.joined()
    }
}

extension String {
    /// The text with nothing in it that Markdown would take for more than text; what stands in backticks stays.
    var escapedForMarkdown: String {
        let parts = printable.split(separator: "`", omittingEmptySubsequences: false)
        // An odd number of backticks is no code.
        guard parts.count % 2 == 1 else { return printable.replacing("`", with: "\\`") }
        return parts.enumerated().map { index, part in
            guard index % 2 == 0 else { return "`\(part)`" }
            return part.reduce(into: "") { $0 += "<>*_[]{}|\\".contains($1) ? "\\\($1)" : "\($1)" }
        }.joined()
    }
}
