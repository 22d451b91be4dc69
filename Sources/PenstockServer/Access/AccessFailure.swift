internal import HTTPTypes
internal import PenstockCore
internal import Synchronization

/// Why a request was turned away before a route saw it.
enum AccessFailure: String, CaseIterable, Sendable {
    case missing, unknown, expired, revoked, scope
    /// A source was shown a wrong secret or signature.
    case secret
    case limited
    case crossSite = "cross-site"
    case host, csrf
}

/// How many were turned away, by why.
final class AccessFailures: Sendable {
    private let counts = Mutex<[AccessFailure: Int]>([:])

    func count(_ failure: AccessFailure) { counts.withLock { $0[failure, default: 0] += 1 } }
    var reading: [AccessFailure: Int] { counts.withLock { $0 } }
}

extension Problem {
    /// The challenge of a request without a token that counts (RFC 6750, section 3).
    static func unauthenticated(_ detail: String, isWrong: Bool) -> Problem {
        var problem = Problem(.unauthenticated, detail)
        problem.headers[.wwwAuthenticate] =
            isWrong ? "Bearer realm=\"penstock\", error=\"invalid_token\"" : "Bearer realm=\"penstock\""
        return problem
    }

    /// A token that counts, but not for this (RFC 6750, section 3.1).
    static func lacking(_ scope: Scope, _ caller: Caller) -> Problem {
        let who = caller.token.map { "the token \($0.text) has \(caller.scopes.text)" } ?? "the caller has no scope"
        var problem = Problem(.missingScope, "this needs the scope '\(scope.rawValue)'; \(who)")
        problem.headers[.wwwAuthenticate] =
            "Bearer realm=\"penstock\", error=\"insufficient_scope\", scope=\"\(scope.rawValue)\""
        return problem
    }
}
