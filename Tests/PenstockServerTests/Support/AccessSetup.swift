import PenstockCore
import PenstockPipelines

@testable import PenstockServer

/// Who may talk to a server under test.
struct AccessSetup: Sendable {
    var tokens: [AccessToken] = []
    var authentication = Authentication.automatic
    /// Whether strangers have an address of their own.
    var isPublic = false
    var hosts: [String] = []
}

/// A token with its secret.
struct Key: Sendable {
    let secret = TokenSecret()
    var token: AccessToken

    init(_ name: String, _ scopes: Set<Scope>, expiresAt: Timestamp? = nil, revokedAt: Timestamp? = nil) {
        token = secret.token(name: name, scopes: scopes, at: MemoryEngine.epoch, expiresAt: expiresAt)
        token.revokedAt = revokedAt
    }

    /// The header that shows it.
    var header: String { "Authorization: Bearer \(secret.text)" }
}

/// One of each kind.
struct Keys: Sendable {
    let admin = Key("admin", [.admin])
    let read = Key("reader", [.read])
    let ingest = Key("lms", [.ingest])
    let expired = Key("old", [.admin], expiresAt: MemoryEngine.epoch)
    let revoked = Key("lost", [.admin], revokedAt: MemoryEngine.epoch)

    var setup: AccessSetup {
        AccessSetup(tokens: [admin, read, ingest, expired, revoked].map(\.token), isPublic: true)
    }
}
