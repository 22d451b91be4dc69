internal import HTTPTypes
internal import PenstockCore

/// What a request needs, by its method and path: the one place that says so.
enum AccessRule: Equatable, Sendable {
    /// Nothing: it tells nothing, or whoever answers there asks by itself.
    case open
    /// A scope, shown by a token or a log-in.
    case scope(Scope)
    /// A scope for a page of the dashboard: who is not logged in is led to the log-in, and what changes something needs
    /// the CSRF token of a form that this server made.
    case page(Scope)

    /// The rule of a request. A path that no one knows counts as a page that needs a log-in, so that a route which
    /// nobody thought of here is closed.
    /// - Parameter path: As it stands in the request, percent-encoding and all: what is written in another way than
    ///   below is another path to the router too.
    init(_ method: HTTPRequest.Method, _ path: Substring) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        let looks = method == .get || method == .head
        switch parts.first {
        case "healthz", "readyz", "openapi.json", "login": self = parts.count == 1 ? .open : .page(.admin)
        // A source verifies what comes to it; problems and the dashboard's style are the same for everyone.
        case "in", "problems", "assets": self = .open
        case "metrics": self = .scope(looks ? .read : .admin)
        // What arrives there is kept for people to look at, whatever the method.
        case "inbox": self = .scope(.ingest)
        case "v1": self = .scope(Self.api(method, parts.dropFirst(), looks))
        // Whoever logs out only gives something up.
        case "logout": self = .page(.read)
        // It changes nothing and keeps nothing.
        case "signatures" where parts.count == 1 && method == .post: self = .page(.read)
        default: self = .page(looks ? .read : .admin)
        }
    }

    private static func api(_ method: HTTPRequest.Method, _ parts: ArraySlice<Substring>, _ looks: Bool) -> Scope {
        // Who has access is for those alone who decide about it.
        if parts.first == "tokens" { return .admin }
        // The handshake of CloudEvents asks, before events come, whether they may.
        if parts.count == 1, parts.first == "events", method == .post || method == .options { return .ingest }
        // It changes nothing and keeps nothing.
        if parts.elementsEqual(["signatures", "verify"]), method == .post { return .read }
        return looks ? .read : .admin
    }

    /// The scope that is needed; nil where none is.
    var scope: Scope? {
        switch self {
        case .open: nil
        case .scope(let scope), .page(let scope): scope
        }
    }
}

/// What strangers may reach at all (`listen.public`); the rest is not there for them.
enum PublicPath {
    static func isAnswered(_ method: HTTPRequest.Method, _ path: Substring) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        switch parts.first {
        case "in": return true
        case "healthz": return parts.count == 1 && (method == .get || method == .head)
        case "v1": return parts.count == 2 && parts[1] == "events" && (method == .post || method == .options)
        default: return false
        }
    }
}
