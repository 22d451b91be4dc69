/// A pattern for event types and subjects, in which `*` stands for any run of characters, none included.
///
/// There is no other special character and no escape: types and subjects hold no `*` of their own. Dots and slashes are
/// ordinary characters, so `course.*` matches `course.completed` and `course.completed.late`. Case counts.
package struct Glob: Sendable, Hashable {
    /// The pattern as it was written.
    package let text: String
    /// The literal text between the stars; one part alone is a pattern without a star.
    private let parts: [[UInt8]]

    /// Compiles a pattern. Every text is one.
    package init(_ text: String) {
        self.text = text
        parts = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
    }

    /// Whether the pattern holds no star and so matches one text only.
    package var isExact: Bool { parts.count == 1 }

    /// What every text that matches begins with.
    package var literalStart: String { String(decoding: parts.first ?? [], as: UTF8.self) }

    /// What every text that matches ends with.
    package var literalEnd: String { String(decoding: parts.last ?? [], as: UTF8.self) }

    /// Whether a text matches the whole pattern.
    package func matches(_ candidate: String) -> Bool {
        guard let first = parts.first, let last = parts.last, parts.count > 1 else { return candidate == text }
        var rest = candidate.utf8[...]
        guard rest.count >= first.count + last.count, rest.starts(with: first) else { return false }
        rest.removeFirst(first.count)
        guard rest.suffix(last.count).elementsEqual(last) else { return false }
        rest.removeLast(last.count)
        // Between two stars the first place where a part fits is as good as any later one.
        for part in parts.dropFirst().dropLast() {
            guard let found = Self.first(part, in: rest) else { return false }
            rest = rest[found...].dropFirst(part.count)
        }
        return true
    }

    private static func first(_ part: [UInt8], in text: Substring.UTF8View) -> String.Index? {
        var start = text.startIndex
        while true {
            if text[start...].starts(with: part) { return start }
            guard start < text.endIndex else { return nil }
            start = text.index(after: start)
        }
    }
}

extension Glob: CustomStringConvertible {
    package var description: String { text }
}
