/// What of a request a signature speaks about: its header lines and its body as it came, byte by byte.
package struct SignedRequest: Sendable {
    /// One header line.
    package struct Header: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    package var headers: [Header]
    package var body: [UInt8]

    package init(headers: [Header], body: [UInt8]) { (self.headers, self.body) = (headers, body) }

    /// The values of the lines of one name, in order; case does not count in names (RFC 9110, section 5.1).
    package func values(of name: String) -> [String] {
        headers.filter { Self.isSame($0.name, name) }.map(\.value)
    }

    /// The value of a header that must be there once: two would let two readers see two requests.
    func single(_ name: String) throws(SignatureFault) -> String {
        let values = values(of: name)
        guard let value = values.first else { throw .missingHeader(name) }
        guard values.count == 1 else { throw .repeatedHeader(name, count: values.count) }
        return value
    }

    /// Whether two names of headers are the same.
    static func isSame(_ one: String, _ other: String) -> Bool {
        one.utf8.count == other.utf8.count && one.lowercased() == other.lowercased()
    }
}
