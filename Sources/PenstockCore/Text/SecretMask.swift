/// Takes secrets out of what is logged, stored and shown: `***` stands in their place.
///
/// A secret is found as it is, and in the forms in which it comes back: escaped as in JSON, percent-encoded as in a URL,
/// and within text in Base64, as a name and a password are sent.
package struct SecretMask: Sendable, Equatable {
    /// What takes the place of everything secret.
    package static let text = "***"

    /// By their first byte, longest first, because one may be the beginning of another.
    private let forms: [UInt8: [[UInt8]]]
    /// Whether a form begins with a byte.
    private let starts: [Bool]

    /// Finds nothing.
    package static let none = SecretMask([])

    /// Makes a mask. Texts of fewer than four bytes are not looked for: they would be found everywhere.
    package init(_ secrets: some Sequence<String>) {
        let all = Set(secrets.filter { $0.utf8.count >= 4 }.flatMap { SecretForms(of: $0).all })
        forms = Dictionary(grouping: all) { $0[0] }.mapValues { $0.sorted { $0.count > $1.count } }
        starts = (0..<256).map { [forms] in forms[UInt8($0)] != nil }
    }

    package var isEmpty: Bool { forms.isEmpty }

    /// The text without secrets.
    package func callAsFunction(_ text: String) -> String {
        guard !isEmpty, let masked = masked(Array(text.utf8), isCut: false) else { return text }
        return String(decoding: masked, as: UTF8.self)
    }

    /// The bytes without secrets.
    /// - Parameter isCut: Whether more followed, so that a secret may have been cut in two.
    package func callAsFunction(_ bytes: [UInt8], isCut: Bool = false) -> [UInt8] {
        isEmpty ? bytes : masked(bytes, isCut: isCut) ?? bytes
    }

    /// Nil where there is no secret in it, which is nearly always.
    private func masked(_ bytes: [UInt8], isCut: Bool) -> [UInt8]? {
        var result: [UInt8]?
        var index = 0
        var copied = 0
        while index < bytes.count {
            guard starts[Int(bytes[index])], let length = length(at: index, in: bytes, isCut: isCut) else {
                index += 1
                continue
            }
            result = (result ?? []) + bytes[copied..<index] + Self.text.utf8
            index += length
            copied = index
        }
        return result.map { $0 + bytes[copied...] }
    }

    /// How much of the bytes is a secret that begins at a place; nil where none does.
    private func length(at index: Int, in bytes: [UInt8], isCut: Bool) -> Int? {
        let rest = bytes[index...]
        for form in forms[bytes[index]] ?? [] {
            if rest.starts(with: form) { return form.count }
            if isCut, rest.count < form.count, form.starts(with: rest) { return rest.count }
        }
        return nil
    }
}

/// Whoever dumps a mask sees nothing of what it looks for.
extension SecretMask: CustomReflectable {
    package var customMirror: Mirror { Mirror(self, children: []) }
}
