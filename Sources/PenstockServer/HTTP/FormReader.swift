internal import PenstockPipelines

/// Reads what a form of a page sends: `application/x-www-form-urlencoded` (URL Living Standard, section 5.1).
struct FormReader: Sendable {
    static let mediaType = "application/x-www-form-urlencoded"

    /// The fields in their order.
    let fields: [InboundRequest.Field]

    init(_ body: [UInt8]) throws(Problem) {
        guard let fields = FormDecoding.fields(body) else {
            throw Problem(.invalidParameter, "the form is not valid percent-encoded UTF-8, or has too many fields")
        }
        self.fields = fields
    }

    /// The first value of a name; nil where it is absent.
    func text(_ name: String) -> String? { fields.first { $0.name == name }?.value }
}
