internal import PenstockJSON

/// Text that events or deliveries are asked for: it stands somewhere in them, letters A to Z in either case.
package struct TextFilter: Sendable, Equatable {
    package let text: String
    /// The text as it may stand there: as it is, and as JSON writes it in a string.
    package let forms: [String]

    /// How long a text may be, in bytes; longer ones are no words to look for.
    package static let limit = 256

    /// - Returns: Nil where the text is empty, or longer than ``limit``.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= Self.limit else { return nil }
        self.text = text
        var json = JSONWriter()
        json.string(text)
        let written = String(decoding: json.bytes.dropFirst().dropLast(), as: UTF8.self)
        forms = [text, written].distinct
    }

    /// Whether it stands in another text.
    package func isIn(_ other: String) -> Bool {
        let other = other.utf8.map(\.lowercasedASCII)
        return forms.contains { other.firstRange(of: $0.utf8.map(\.lowercasedASCII)) != nil }
    }
}

extension UInt8 {
    fileprivate var lowercasedASCII: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
