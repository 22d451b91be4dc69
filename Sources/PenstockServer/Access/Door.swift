internal import HTTPTypes
internal import PenstockCore

/// One listener's way of letting requests in.
struct Door: Sendable {
    let desk: AccessDesk
    /// Whether strangers may reach it, and so only part of what there is.
    let isPublic: Bool
    /// Whether only this machine can reach it.
    let isLoopback: Bool
    let isSecure: Bool
    let hosts: HostRule

    /// Whether everyone who comes needs a token.
    var asks: Bool { isPublic || !isLoopback || desk.asksOnLoopback }

    /// Whether a request of a program, which names this host and needs a scope, may go on without the router: quick, and
    /// whatever is not plain is left to ``AccessGuard``, which says what is wrong.
    /// - Parameter known: The name under which this connection's sender was let in last, which hardly ever changes.
    func admits(_ scope: Scope, _ head: HTTPRequest, known: inout String?) -> Bool {
        guard !CrossSite.isFromBrowser(head.headerFields) else { return false }
        if head.authority == nil || head.authority != known {
            guard hosts.accepts(head.authority) else { return false }
            known = head.authority
        }
        guard asks else { return true }
        guard let text = BearerToken.text(in: head.headerFields), let caller = try? desk.bearer(text) else {
            return false
        }
        return caller.may(scope)
    }
}

/// The token in the header `Authorization` (RFC 6750, section 2.1).
enum BearerToken {
    /// Nil where there is none, or credentials of another kind.
    static func text(in fields: HTTPFields) -> Substring? {
        guard let value = fields[.authorization] else { return nil }
        let scheme = "bearer "
        guard value.prefix(scheme.count).lowercased() == scheme else { return nil }
        let text = value.dropFirst(scheme.count).drop { $0 == " " }
        return text.isEmpty ? nil : text
    }
}
