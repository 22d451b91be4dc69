internal import PenstockCore
internal import PenstockYAML

extension Complaints {
    /// The lines of one document, without the markers around it and without empty lines at its ends.
    /// - Parameters:
    ///   - start: A line of the document, counted from 1.
    ///   - secrets: What is written as `***` instead.
    ///   - member: A member of the document's mapping that is left out, with its key.
    func document(at start: Int, hiding secrets: [YAMLNode], without member: (key: YAMLNode, value: YAMLNode)?)
        -> String
    {
        var first = start
        while first > 1, let line = line(first - 1), !Self.endsDocument(line) { first -= 1 }
        if let line = line(first), line.hasPrefix("---") {
            first += line.dropFirst(3).allSatisfy(\.isWhitespace) ? 1 : 0
        }
        var lines: [String] = []
        var number = first
        while let line = line(number), number <= start || !Self.endsDocument(line) {
            lines.append(line)
            number += 1
        }
        // From the end: what stands before another in a line keeps its column.
        for secret in secrets.sorted(by: { $0.position > $1.position }) { lines.hide(secret, from: first) }
        if let member { lines.remove(member, from: first) }
        while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
        while let head = lines.first, head.allSatisfy(\.isWhitespace) { lines.removeFirst() }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Whether a line divides documents (YAML 1.2.2, section 9.1.2): nothing else may stand at its beginning so.
    private static func endsDocument(_ line: String) -> Bool {
        (line.hasPrefix("---") || line.hasPrefix("...")) && (line.dropFirst(3).first.map(\.isWhitespace) ?? true)
    }
}

extension [String] {
    /// Writes `***` in place of a scalar, also of one on several lines.
    /// - Parameter first: The number of the first line.
    fileprivate mutating func hide(_ node: YAMLNode, from first: Int) {
        let (top, bottom) = (node.position.line - first, node.end.line - first)
        guard indices.contains(top), bottom >= top else { return }
        let head = String(self[top].unicodeScalars.prefix(node.position.column - 1))
        // A block ends where a later line begins, and that line is no part of it.
        let tail = indices.contains(bottom) ? String(self[bottom].unicodeScalars.dropFirst(node.end.column - 1)) : ""
        let isBlock = node.end.column == 1 && bottom > top
        self[top] = head + "'***'" + (isBlock ? "" : tail)
        let last = Swift.min(isBlock ? bottom - 1 : bottom, endIndex - 1)
        if last > top { replaceSubrange(top + 1...last, with: repeatElement("", count: last - top)) }
    }

    /// Takes the lines of a member of a block mapping out; of one within braces nothing.
    fileprivate mutating func remove(_ member: (key: YAMLNode, value: YAMLNode), from first: Int) {
        let top = member.key.position.line - first
        guard indices.contains(top),
            self[top].unicodeScalars.prefix(member.key.position.column - 1).allSatisfy({ $0 == " " })
        else { return }
        let bottom = Swift.min(Swift.max(member.value.end.line - first, top), endIndex - 1)
        // A block ends where the next member begins; a value within braces ends on a line of its own.
        let isWhole = member.value.end.column > member.key.position.column
        removeSubrange(top...(isWhole || bottom == top ? bottom : bottom - 1))
    }
}
