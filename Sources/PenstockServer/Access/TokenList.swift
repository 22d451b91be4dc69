internal import PenstockCore
internal import Synchronization

/// The tokens as they stand, made anew when one is made or revoked; to look into it takes no lock.
struct TokenList: Sendable {
    /// One of them, with what is not written down of it yet.
    final class Entry: Sendable {
        let token: AccessToken
        /// When its use was last written down, in microseconds.
        private let noted: Atomic<Int64>
        /// Uses are written down once in so long.
        private static let interval: Int64 = 60_000_000

        init(_ token: AccessToken) {
            self.token = token
            noted = Atomic(token.lastUsedAt?.microseconds ?? 0)
        }

        /// Whether a use now is to be written down; true for one of those who ask at once.
        func isUseDue(at now: Timestamp) -> Bool {
            let last = noted.load(ordering: .relaxed)
            guard now.microseconds - last >= Self.interval else { return false }
            return noted.compareExchange(expected: last, desired: now.microseconds, ordering: .relaxed).exchanged
        }

        /// The last use that was written down.
        var lastUsedAt: Timestamp? {
            let last = noted.load(ordering: .relaxed)
            return last == 0 ? nil : Timestamp(microseconds: last)
        }
    }

    private(set) var entries: [TokenID: Entry]

    init(_ tokens: [AccessToken]) {
        entries = Dictionary(tokens.map { ($0.id, Entry($0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether a token was ever made.
    var isEmpty: Bool { entries.isEmpty }

    subscript(id: TokenID) -> Entry? { entries[id] }

    mutating func set(_ token: AccessToken) { entries[token.id] = Entry(token) }

    /// What is known of a token that somebody shows: found by its id, which is no secret, and then compared by its
    /// digest in constant time.
    func entry(of text: Substring) -> Entry? {
        guard let id = TokenSecret.id(of: text), let entry = entries[id],
            entry.token.digest.equalsInConstantTime(TokenSecret.digest(of: text))
        else { return nil }
        return entry
    }

    /// Those who may administer at a moment.
    func administrators(at now: Timestamp) -> [AccessToken] {
        entries.values.map(\.token).filter { $0.isLive(at: now) && $0.scopes.allows(.admin) }
    }
}
