internal import PenstockCore

/// A text whose references have been put in, and what is known of each part.
struct ResolvedText: Sendable {
    enum Origin: Sendable {
        /// It stands in the text itself, as a default too.
        case written
        /// It came from somewhere else and may be a secret.
        case fetched
        /// It stands for a value that was not to be had.
        case placeholder
    }

    struct Part: Sendable {
        var text: String
        var origin: Origin
        /// The bytes of ``ResolvedText/text``.
        var resolved: Range<Int>
        /// The bytes of the text as it is written.
        var source: Range<Int>
        var reference: Reference?
    }

    private(set) var parts: [Part] = []
    private(set) var text = ""

    mutating func append(_ text: String, _ origin: Origin, from source: Range<Int>, of reference: Reference? = nil) {
        let start = self.text.utf8.count
        self.text += text
        parts.append(
            Part(
                text: text,
                origin: origin,
                resolved: start..<start + text.utf8.count,
                source: source,
                reference: reference
            )
        )
    }

    /// The text as it may be seen: `***` in place of every reference.
    var shown: String { parts.map { $0.reference == nil ? $0.text : Self.mask }.joined() }

    /// Whether a value was not to be had.
    var hasPlaceholder: Bool { parts.contains { $0.origin == .placeholder } }

    /// The references in the text, as they are written.
    var references: [Reference] { parts.compactMap(\.reference) }

    /// What must never be seen.
    var secrets: [String] { parts.filter { $0.origin == .fetched }.map(\.text) }

    /// Where a byte of the resolved text comes from: for one inside a reference's value, where the reference begins.
    func sourceOffset(of offset: Int) -> Int {
        guard let part = parts.last(where: { $0.resolved.lowerBound <= offset }) else { return offset }
        let inside = offset - part.resolved.lowerBound
        if part.reference == nil && part.source.count == part.resolved.count { return part.source.lowerBound + inside }
        return inside < part.resolved.count ? part.source.lowerBound : part.source.upperBound
    }

    /// What takes the place of everything secret.
    static let mask = SecretMask.text
}

// MARK: - Templates

extension ResolvedText {
    /// The first reference of which a template would read something as a tag; nil when all of them stay plain text.
    ///
    /// The value of a reference is never a template. Mustache knows no escape, so a value with braces is refused where
    /// a template is wanted, and so is a reference inside a tag.
    var referenceReadAsTemplate: Part? {
        let bytes = Array(text.utf8)
        return parts.first { part in
            guard part.reference != nil, !part.resolved.isEmpty else { return false }
            return Self.isInsideTag(bytes[..<part.resolved.lowerBound]) || Self.hasBraces(bytes, around: part.resolved)
        }
    }

    private static let (open, close) = (UInt8(ascii: "{"), UInt8(ascii: "}"))

    /// Whether two braces stand side by side of which at least one is in the range.
    private static func hasBraces(_ bytes: [UInt8], around range: Range<Int>) -> Bool {
        (max(range.lowerBound - 1, 0)..<min(range.upperBound, bytes.count - 1)).contains { index in
            bytes[index] == bytes[index + 1] && (bytes[index] == open || bytes[index] == close)
        }
    }

    /// Whether a text ends inside `{{ … }}`.
    private static func isInsideTag(_ bytes: ArraySlice<UInt8>) -> Bool {
        var index = bytes.startIndex
        var isInside = false
        while index + 1 < bytes.endIndex {
            if bytes[index] == (isInside ? close : open), bytes[index + 1] == bytes[index] {
                isInside.toggle()
                index += 2
            } else {
                index += 1
            }
        }
        return isInside
    }
}
