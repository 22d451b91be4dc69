internal import Foundation
package import PenstockPluginKit

/// The signer `standard-webhooks`: Standard Webhooks 1.0.0 with symmetric keys (`v1`).
///
/// Sets `webhook-id` (the delivery's id, the same at every attempt), `webhook-timestamp` (Unix seconds of this attempt)
/// and `webhook-signature` (one entry per key). Signed are `id.timestamp.body`, the body byte by byte as it is sent.
package struct StandardWebhooks: Signer {
    /// What stands under `with:`.
    package struct Configuration: Decodable {
        /// Keys as `whsec_` and base64, the newest first.
        var secrets: [String]
    }

    package static let id = "standard-webhooks"
    package static let summary = "Signs as Standard Webhooks 1.0.0 (v1, HMAC-SHA256)"
    package static let schema = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "standard-webhooks",
          "description": "Signs every attempt as Standard Webhooks 1.0.0 says: headers webhook-id, webhook-timestamp and webhook-signature (v1, HMAC-SHA256).",
          "type": "object",
          "additionalProperties": false,
          "required": ["secrets"],
          "examples": [{ "secrets": ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] }],
          "properties": {
            "secrets": {
              "description": "The keys to sign with. Usually one; during a rotation the new one and the old one, and the receiver may check with either.",
              "type": "array", "minItems": 1, "maxItems": 10,
              "items": {
                "description": "A key as the specification writes it: whsec_ and the base64 of 24 to 64 random bytes.",
                "type": "string", "x-penstock-secret": true,
                "examples": ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
              },
              "examples": [["${env:HR_SECRET}"]]
            }
          }
        }
        """#

    private let keys: [KeyedHash]

    package init(_ configuration: Configuration, _ setup: Setup) throws {
        var keys: [KeyedHash] = []
        for (index, secret) in configuration.secrets.enumerated() {
            switch StandardWebhooks.key(secret) {
            case .success(let key): keys.append(KeyedHash(.sha256, key: key))
            case .failure(let complaint):
                setup.problem(ConfigurationProblem(at: "/secrets/\(index)", complaint.text))
            }
        }
        guard keys.count == configuration.secrets.count else { throw ProblemsReported() }
        guard !keys.isEmpty else { throw ConfigurationProblem(at: "/secrets", "expected at least one secret") }
        self.keys = keys
    }

    package func sign(_ message: Message, into output: Output, _ call: Call) throws(StageFailure) -> BodyVerdict {
        var timestamp: [UInt8] = []
        timestamp.reserveCapacity(20)
        appendDecimal(max(call.nowMicroseconds / 1_000_000, 0), to: &timestamp)
        let id = call.delivery
        let body = message.body

        var signed: [UInt8] = []
        signed.reserveCapacity(id.count + timestamp.count + body.count + 2)
        signed.append(contentsOf: id)
        signed.append(UInt8(ascii: "."))
        signed.append(contentsOf: timestamp)
        signed.append(UInt8(ascii: "."))
        signed.append(contentsOf: body)

        var signature: [UInt8] = []
        signature.reserveCapacity(keys.count * 48)
        for key in keys {
            if !signature.isEmpty { signature.append(UInt8(ascii: " ")) }
            signature.append(UInt8(ascii: "v"))
            signature.append(UInt8(ascii: "1"))
            signature.append(UInt8(ascii: ","))
            Encoding.base64.append(key.code(of: signed), to: &signature)
        }
        id.withSpan { output.setHeader("webhook-id", $0) }
        output.setHeader("webhook-timestamp", timestamp.span)
        output.setHeader("webhook-signature", signature.span)
        return .unchanged
    }

    /// What is wrong with a secret, in words that show nothing of it.
    private struct Complaint: Error {
        var text: String
    }

    /// The key that a secret stands for.
    private static func key(_ secret: String) -> Result<[UInt8], Complaint> {
        for other in ["whsk_", "whpk_"] where secret.hasPrefix(other) {
            return .failure(
                Complaint(
                    text: "this is a key for v1a (ed25519), which is not offered; v1 takes one that begins with whsec_"
                )
            )
        }
        guard secret.hasPrefix("whsec_") else {
            return .failure(
                Complaint(
                    text:
                        "expected a secret that begins with whsec_, and this one of \(secret.utf8.count) bytes does not"
                )
            )
        }
        guard let key = Data(base64Encoded: String(secret.dropFirst(6))) else {
            return .failure(
                Complaint(
                    text:
                        "what follows whsec_ is not base64 with padding; perhaps it was cut, or has a space or a newline"
                )
            )
        }
        guard (24...64).contains(key.count) else {
            return .failure(
                Complaint(text: "a secret holds 24 to 64 bytes, and this one holds \(key.count)")
            )
        }
        return .success(Array(key))
    }
}
