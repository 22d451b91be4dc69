internal import Crypto
internal import Foundation
internal import PenstockPluginKit

/// A key of Standard Webhooks that signs: `whsec_` for `v1`, `whsk_` for `v1a`.
enum SigningKey: Sendable {
    case symmetric(KeyedHash)
    case pair(Curve25519.Signing.PrivateKey)

    /// What is wrong with a secret, in words that show nothing of it.
    struct Complaint: Error {
        var text: String
    }

    /// Reads the text of a secret.
    init(_ secret: String) throws(Complaint) {
        if secret.hasPrefix("whpk_") {
            throw Complaint(
                text: "this is a public key, with which receivers verify; what signs is its whsk_, or a whsec_"
            )
        }
        let isPair = secret.hasPrefix("whsk_")
        guard isPair || secret.hasPrefix("whsec_") else {
            throw Complaint(
                text: "expected a secret that begins with whsec_, and this one of \(secret.utf8.count) bytes does not;"
                    + " `penstock secret new` makes one"
            )
        }
        let (beginning, rest) = isPair ? ("whsk_", secret.dropFirst(5)) : ("whsec_", secret.dropFirst(6))
        guard let bytes = Data(base64Encoded: String(rest)) else {
            throw Complaint(
                text: "what follows \(beginning) is not base64 with padding; perhaps it was cut, or has a space or a"
                    + " newline"
            )
        }
        if isPair {
            self = .pair(try Self.pair(bytes))
        } else {
            guard (24...64).contains(bytes.count) else {
                throw Complaint(text: "a secret holds 24 to 64 bytes, and this one holds \(bytes.count)")
            }
            self = .symmetric(KeyedHash(.sha256, key: Array(bytes)))
        }
    }

    /// A seed of 32 bytes, and the public key that belongs to it.
    private static func pair(_ bytes: Data) throws(Complaint) -> Curve25519.Signing.PrivateKey {
        guard bytes.count == 64 else {
            throw Complaint(text: "whsk_ holds 64 bytes, a seed and the public key, and here are \(bytes.count)")
        }
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.prefix(32)),
            key.publicKey.rawRepresentation == bytes.suffix(32)
        else { throw Complaint(text: "the two halves of this key do not belong together") }
        return key
    }

    /// Appends an entry of `webhook-signature`: the version, a comma and the signature.
    func append(signatureOf signed: [UInt8], to text: inout [UInt8]) throws(StageFailure) {
        switch self {
        case .symmetric(let hash):
            text.append(contentsOf: [UInt8(ascii: "v"), UInt8(ascii: "1"), UInt8(ascii: ",")])
            Encoding.base64.append(hash.code(of: signed), to: &text)
        case .pair(let key):
            guard let signature = try? key.signature(for: signed) else {
                throw .permanent("no-signature", "the library for ed25519 did not sign")
            }
            text.append(contentsOf: [UInt8(ascii: "v"), UInt8(ascii: "1"), UInt8(ascii: "a"), UInt8(ascii: ",")])
            Encoding.base64.append(Array(signature), to: &text)
        }
    }
}
