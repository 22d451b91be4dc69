internal import Crypto
package import PenstockCore

/// A person's name as a job keeps it: enough to know the name again when it is met, and not the name itself, which is
/// what the person wants to have removed.
///
/// SHA-256 of the store's name and the person's, in hexadecimal. Names are few and can be guessed, so this hides them
/// from a glance and not from an attacker.
package struct PersonDigest: Sendable, Hashable {
    package let text: String

    init(text: String) { self.text = text }

    package init(of name: String, in store: StoreID) {
        text = Array(Self.hash(name.utf8, store)).hexadecimal
    }

    private static func hash(_ name: some Sequence<UInt8>, _ store: StoreID) -> SHA256.Digest {
        var text = Array(store.text.utf8)
        text.append(UInt8(ascii: "/"))
        text.append(contentsOf: name)
        return SHA256.hash(data: text)
    }

    /// The first 128 bits, by which measures know the person, without the way through text: this is on the way of every
    /// event that is measured. Never to change: they are on disk.
    package static func key(of name: String, in store: StoreID) -> KeyDigest { key(of: name.utf8, in: store) }

    /// - Parameter name: In UTF-8.
    static func key(of name: some Sequence<UInt8>, in store: StoreID) -> KeyDigest { KeyDigest(hash(name, store)) }
}
