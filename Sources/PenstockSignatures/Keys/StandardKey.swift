internal import Crypto

/// A key of Standard Webhooks 1.0.0, as its text says which: `whsec_`, `whsk_` or `whpk_`.
package struct StandardKey: Sendable {
    /// What is wrong with the text of a key, in words that show nothing of it.
    package struct Complaint: Error, Sendable, Equatable {
        package var text: String
    }

    /// The versions of signatures that a key can check.
    package enum Version: String, Sendable {
        /// HMAC-SHA256 with a key that both ends have.
        case v1
        /// Ed25519 (RFC 8032): the receiver has the public key alone.
        case v1a
    }

    package let version: Version
    private let bytes: [UInt8]

    /// Reads the text of a secret that signs or of a public key; both can check.
    package init(_ text: String) throws(Complaint) {
        guard let underscore = text.firstIndex(of: "_") else { throw Self.unknownBeginning(text) }
        let beginning = text[...underscore]
        guard ["whsec_", "whsk_", "whpk_"].contains(beginning) else { throw Self.unknownBeginning(text) }
        guard let bytes = ByteText.base64.decode(String(text[text.index(after: underscore)...])) else {
            throw Complaint(
                text: "what follows \(beginning) is not base64 with padding; perhaps it was cut, or has a space or a"
                    + " newline"
            )
        }
        switch beginning {
        case "whsec_":
            guard (24...64).contains(bytes.count) else {
                throw Complaint(text: "a secret holds 24 to 64 bytes, and this one holds \(bytes.count)")
            }
            (version, self.bytes) = (.v1, bytes)
        case "whsk_":
            guard bytes.count == 64 else {
                throw Complaint(text: "whsk_ holds 64 bytes, a seed and the public key, and here are \(bytes.count)")
            }
            guard let own = Self.publicKey(ofSeed: Array(bytes[..<32])), own == Array(bytes[32...]) else {
                throw Complaint(text: "the two halves of this key do not belong together")
            }
            (version, self.bytes) = (.v1a, own)
        default:
            guard bytes.count == 32 else {
                throw Complaint(text: "whpk_ holds 32 bytes, and here are \(bytes.count)")
            }
            (version, self.bytes) = (.v1a, bytes)
        }
    }

    /// Makes a key for `v1` of bytes whose text nobody needs.
    package init(symmetric bytes: [UInt8]) { (version, self.bytes) = (.v1, bytes) }

    /// Makes a key for `v1a` of a public key's 32 bytes.
    package init(publicKey bytes: [UInt8]) { (version, self.bytes) = (.v1a, bytes) }

    /// Whether the key made this signature of these bytes.
    func isSignature(_ signature: [UInt8], of signed: [UInt8]) -> Bool {
        switch version {
        case .v1: return HashAlgorithm.sha256.isCode(signature, of: signed, key: bytes)
        case .v1a:
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
            return key.isValidSignature(signature, for: signed)
        }
    }

    static func publicKey(ofSeed seed: [UInt8]) -> [UInt8]? {
        (try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)).map { Array($0.publicKey.rawRepresentation) }
    }

    private static func unknownBeginning(_ text: String) -> Complaint {
        Complaint(
            text: "expected a secret that begins with whsec_ (or whsk_ or whpk_, for ed25519), and this one of"
                + " \(text.utf8.count) bytes does not"
        )
    }
}
