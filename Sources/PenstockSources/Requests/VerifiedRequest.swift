package import PenstockJSON
package import PenstockPipelines
internal import PenstockSignatures

/// A request that was verified, without all that verifies it: from here on nothing secret is known.
package struct VerifiedRequest: Sendable, Equatable {
    package var method: String
    package var hook: String?
    package var query: [InboundRequest.Field]
    /// Names in small letters.
    package var headers: [InboundRequest.Field]
    /// The body as one value; null where there was none.
    package var body: JSONValue
    /// What was taken out, for people: `header x-secret`.
    package var cut: [String]

    package init(
        method: String,
        hook: String?,
        query: [InboundRequest.Field] = [],
        headers: [InboundRequest.Field] = [],
        body: JSONValue = .null,
        cut: [String] = []
    ) {
        self.method = method
        self.hook = hook
        self.query = query
        self.headers = headers
        self.body = body
        self.cut = cut
    }

    /// Headers that tell who somebody is, whether or not a source looks at them.
    private static let credentials: Set<String> = ["authorization", "proxy-authorization", "cookie"]

    /// Takes out of a request what the rules look at, those also that were not needed.
    init(_ request: InboundRequest, body: JSONValue, without verification: SourceVerification) {
        self.init(method: request.method, hook: request.hook, body: body)
        var secret = (headers: Self.credentials, query: Set<String>(), fields: [SourcePath]())
        for rule in verification.leaves {
            switch rule {
            case .header(let name, _): secret.headers.insert(name)
            case .query(let name, _): secret.query.insert(name)
            case .field(let path, _): secret.fields.append(path)
            case .standardWebhooks: secret.headers.insert(StandardWebhooksScheme.headers.signature)
            case .hmac(let form, _): secret.headers.insert(form.header)
            case .basic, .bearer, .addresses, .none, .any, .all: break
            }
        }
        for field in request.headers {
            let name = field.name.lowercased()
            if secret.headers.contains(name) {
                cut.append("header \(name)")
            } else {
                headers.append(InboundRequest.Field(name, field.value))
            }
        }
        for field in request.query {
            if secret.query.contains(field.name) {
                cut.append("query parameter \(field.name)")
            } else {
                query.append(field)
            }
        }
        for path in secret.fields {
            guard let rest = self.body.removing(path.place) else { continue }
            self.body = rest
            cut.append("field \(path)")
        }
    }
}

extension SourcePath {
    /// Where a field stands in the body.
    var place: JSONPointer {
        switch self {
        case .name(let name), .header(let name): JSONPointer(tokens: [name])
        case .pointer(let pointer), .body(let pointer): pointer
        }
    }
}
