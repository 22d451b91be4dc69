internal import PenstockCore

/// Reads what a form of a page sends: `application/x-www-form-urlencoded` (URL Living Standard, section 5.1).
struct FormReader: Sendable {
    static let mediaType = "application/x-www-form-urlencoded"

    /// The fields in their order.
    let fields: [(name: String, value: String)]

    init(_ body: [UInt8]) throws(Problem) {
        var fields: [(name: String, value: String)] = []
        for pair in String(decoding: body, as: UTF8.self).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), let value = Self.decoded(parts.count == 2 ? parts[1] : "") else {
                throw Problem(.invalidParameter, "the form is not valid percent-encoded UTF-8")
            }
            fields.append((name, value))
        }
        self.fields = fields
    }

    private static func decoded(_ text: Substring) -> String? {
        String(percentDecoding: text.contains("+") ? Substring(text.replacing("+", with: " ")) : text)
    }

    /// The first value of a name; nil where it is absent.
    func text(_ name: String) -> String? { fields.first { $0.name == name }?.value }
}
