/// A request to a source, as it was sent.
package struct InboundRequest: Sendable, Equatable {
    package struct Field: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var method = "POST"
    /// The first part of the path behind `/in/`; nil where it is not known.
    package var source: String?
    /// The part of the path behind the source.
    package var hook: String?
    package var query: [Field] = []
    package var headers: [Field] = []
    package var body: [UInt8] = []
    /// The address that it comes from.
    package var address: String?

    package init() {}

    /// A header by its name, whatever its case; where it comes several times, the first.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// A parameter of the query; where it comes several times, the first.
    package func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }
}
