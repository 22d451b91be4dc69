internal import PenstockCore

/// Who makes a request, and what they may do.
struct Caller: Sendable, Equatable {
    /// How it is known who they are.
    enum Means: Sendable, Equatable {
        /// Nobody was asked: the server is open to whoever is on this machine.
        case open
        /// By a token in the request.
        case bearer
        /// By a log-in of the dashboard.
        case session
        /// Not at all.
        case none
    }

    /// The token's name; nil where there was none.
    var name: String?
    var token: TokenID?
    var scopes: Set<Scope>
    var means: Means
    /// What a form of the dashboard must bring along as the field `csrf`, or a script as the header `penstock-csrf`; nil
    /// for those who have no use for it.
    var csrf: String?

    /// Somebody of whom nothing is known.
    static let stranger = Caller(scopes: [], means: .none)

    func may(_ scope: Scope) -> Bool { scopes.allows(scope) }
}
