internal import HTTPTypes
internal import PenstockCore
internal import PenstockJSON

/// What the description of the API says of who may do what: it is read from the rule that ``AccessGuard`` asks.
extension Operation {
    var access: AccessRule { AccessRule(method, path[...]) }

    /// What is answered before a route is reached.
    var problemsOfAccess: [ProblemKind] {
        // A token that does not count is refused where none is needed, too.
        var problems: [ProblemKind] = [.wrongHost, .unauthenticated, .tooManyFailures]
        if access.scope != nil { problems.append(.missingScope) }
        guard ![.get, .head, .options].contains(method) else { return problems }
        problems.append(.crossSite)
        if access.scope != nil { problems.append(.badCSRFToken) }
        return problems
    }
}

extension AccessRule {
    private static let schemeName = "token"

    /// How a token is shown, for `securitySchemes`.
    static let securitySchemes: JSONObject = [
        schemeName: [
            "type": "http", "scheme": "bearer", "bearerFormat": "penstock_…",
            "description": """
            A token, which `penstock token new` or `POST /v1/tokens` makes. Its scopes say what it is good for: \
            `ingest` to send events, `read` to look at everything that is no secret, `admin` to change things; \
            `admin` has the other two within it. As long as nobody made a token, none is needed on loopback.
            """,
        ]
    ]

    /// What an operation needs (OpenAPI 3.1, Security Requirement Object: names of roles).
    var security: JSONValue {
        guard let scope else { return [] }
        return [.object([Self.schemeName: [.string(scope.rawValue)]])]
    }

    /// The same, for people.
    var inWords: String { scope.map { "Needs the scope `\($0.rawValue)`." } ?? "Needs no token." }
}
