internal import PenstockCore
package import PenstockJSON

/// Which row of a directory an event becomes.
package struct DirectoryRule: Sendable, Equatable {
    /// Where in the event the key stands that the row is found by; in its data.
    package var key: JSONPointer
    /// The directory's name.
    package var name: String

    /// The name where none is given.
    package static let standardName = "people"

    package init(key: JSONPointer, name: String = DirectoryRule.standardName) {
        self.key = key
        self.name = name
    }

    /// Whether a text can be a directory's name.
    package static func isName(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return text.utf8.count <= 100
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
            }
    }

    /// The key in an event's data: a text or a number; nil where there is none that a row could be found by.
    package func key(in data: Span<UInt8>) -> String? { Self.text(at: key, in: data) }

    /// A text or a number at a pointer from the event's root that leads into its data.
    package static func text(at pointer: JSONPointer, in data: Span<UInt8>) -> String? {
        guard pointer.tokens.first == "data" else { return nil }
        guard let range = JSONScanner.range(of: pointer.tokens.dropFirst(), in: data) else { return nil }
        let text: String? =
            switch JSONScanner.kind(data, at: range) {
            case .string: JSONScanner.string(data, in: range)
            case .number: JSONScanner.number(data, in: range)?.text
            default: nil
            }
        guard let text, !text.isEmpty, text.utf8.count <= NewDirectoryEntry.longestKey else { return nil }
        return text
    }
}
