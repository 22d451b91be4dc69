package import PenstockJSON

/// Where a value stands in a request.
package enum SourcePath: Sendable, Hashable {
    /// A member of the record, else a parameter of the query, else, in a batch, a member of the whole body.
    case name(String)
    /// A place in the record.
    case pointer(JSONPointer)
    /// A place in the whole body, which in a batch is not the record.
    case body(JSONPointer)
    /// A header, by its name in small letters.
    case header(String)

    private static let bodyPrefix = "body:"
    private static let headerPrefix = "header:"

    /// Reads a name, a pointer such as `/user/login`, `body:/sent_at`, or `header:X-Event`.
    /// - Throws: For a pointer that is none, and for an empty name.
    package init(_ text: String) throws(JSONError) {
        if text.hasPrefix("/") {
            self = .pointer(try JSONPointer(text))
        } else if text.hasPrefix(Self.bodyPrefix) {
            self = .body(try JSONPointer(String(text.dropFirst(Self.bodyPrefix.count))))
        } else if text.hasPrefix(Self.headerPrefix) {
            self = .header(text.dropFirst(Self.headerPrefix.count).lowercased())
        } else if text.isEmpty {
            throw JSONError(message: "a field has a name", offset: 0)
        } else {
            self = .name(text)
        }
    }
}

extension SourcePath: CustomStringConvertible {
    /// The path as it is written.
    package var description: String {
        switch self {
        case .name(let name): name
        case .pointer(let pointer): pointer.description
        case .body(let pointer): Self.bodyPrefix + pointer.description
        case .header(let name): Self.headerPrefix + name
        }
    }
}
