package import PenstockCore

/// What may be done with tokens, so that nobody locks themselves out. Pure.
package enum TokenRules {
    /// A name of more bytes is a mistake.
    private static let longestName = 100
    /// An end that is further away is a mistake; without one a token has none.
    private static let longest = Duration.seconds(100 * 366 * 86_400)
    /// Live ones at once; each is kept in memory.
    private static let most = 1000

    /// Why a name is none; nil for one that is.
    package static func refusal(ofName name: String) -> String? {
        if name.isEmpty { return "a token needs a name, which says what it is for" }
        if name.utf8.count > longestName { return "the name has more than \(longestName) bytes" }
        if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "the name has a control character"
        }
        return nil
    }

    /// The scopes of a text such as `ingest,read`; nil where one of them is none.
    package static func scopes(_ texts: [String]) -> Result<Set<Scope>, UnknownScope> {
        var scopes: Set<Scope> = []
        for text in texts {
            guard let scope = Scope(rawValue: text) else { return .failure(UnknownScope(text: text)) }
            scopes.insert(scope)
        }
        return scopes.isEmpty ? .failure(UnknownScope(text: "")) : .success(scopes)
    }

    /// A text is no scope.
    package struct UnknownScope: Error, CustomStringConvertible {
        var text: String

        package var description: String {
            let names = Scope.allCases.map(\.rawValue)
            if text.isEmpty { return "a token needs a scope; there are \(names.joined(separator: ", "))" }
            let hint = nearest(text, in: names).map { "is '\($0)' meant?" }
            return "there is no scope '\(text)'; \(hint ?? "there are \(names.joined(separator: ", "))")"
        }
    }

    /// The end of a token that is made now: a time to live such as `90d`, or a date-time; nil for neither.
    package static func end(_ text: String, from now: Timestamp) -> Timestamp? {
        if let age = Duration(text: text) { return age > .zero && age <= longest ? now + age : nil }
        guard let end = Timestamp(text), end > now, end <= now + longest else { return nil }
        return end
    }

    /// Why a token with these scopes is not made; nil where it is.
    ///
    /// From the first token on nobody does anything without one, so the first must be able to make others.
    package static func refusal(ofScopes scopes: Set<Scope>, besides all: [AccessToken], at now: Timestamp) -> String? {
        refusal(ofScopes: scopes, besides: TokenList(all), at: now)
    }

    static func refusal(ofScopes scopes: Set<Scope>, besides list: TokenList, at now: Timestamp) -> String? {
        if list.entries.values.count(where: { $0.token.isLive(at: now) }) >= most {
            return "there are \(most) tokens that count; revoke those that are not needed"
        }
        guard !scopes.allows(.admin), list.administrators(at: now).isEmpty else { return nil }
        return "no token has the scope admin yet, and from the first token on nothing is done without one: "
            + "make one with the scope admin first"
    }

    /// Why a token is not revoked; nil where it is.
    package static func refusal(ofRevoking id: TokenID, among all: [AccessToken], at now: Timestamp) -> String? {
        refusal(ofRevoking: id, among: TokenList(all), at: now)
    }

    static func refusal(ofRevoking id: TokenID, among list: TokenList, at now: Timestamp) -> String? {
        let administrators = list.administrators(at: now)
        guard administrators.map(\.id) == [id] else { return nil }
        return "\(id.text) is the last token with the scope admin, and without it nobody could make another one while "
            + "the server runs; make one first, or force it"
    }
}
