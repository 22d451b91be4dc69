internal import Crypto
internal import PenstockCore

/// Turns the ids of events that are gone into something that only tells whether an id is the same again.
///
/// HMAC-SHA-256 (RFC 2104) with a secret of the store's own, cut to 16 bytes.
struct IDHash: Sendable {
    private static let length = 16

    private let key: SymmetricKey

    init(of connection: borrowing Connection) throws(StoreError) {
        var select = try Statement("SELECT secret FROM past_key_secret", on: connection)
        guard try select.step() else { throw StoreError(.corrupt, "the store has lost the secret of its hashes") }
        key = SymmetricKey(data: select.bytes(0))
    }

    func callAsFunction(_ id: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(id.utf8), using: key).prefix(Self.length))
    }
}
