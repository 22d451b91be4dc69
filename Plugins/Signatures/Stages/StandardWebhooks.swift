package import PenstockPluginKit

/// The signer `standard-webhooks`: Standard Webhooks 1.0.0 with symmetric keys (`v1`) and ed25519 (`v1a`).
///
/// Sets `webhook-id` (the delivery's id, the same at every attempt), `webhook-timestamp` (Unix seconds of this attempt)
/// and `webhook-signature` (one entry per key that lives). Signed are `id.timestamp.body`, the body byte by byte as it is
/// sent.
package struct StandardWebhooks: Signer {
    /// What stands under `with:`.
    package struct Configuration: Decodable {
        /// Keys as `whsec_` or `whsk_` and base64, the newest first.
        var secrets: [TimedSecret]
    }

    package static let id = "standard-webhooks"
    package static let summary = "Signs as Standard Webhooks 1.0.0 (v1, HMAC-SHA256; v1a, ed25519)"
    package static let schema = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "standard-webhooks",
          "description": "Signs every attempt as Standard Webhooks 1.0.0 says: headers webhook-id, webhook-timestamp and webhook-signature (v1, HMAC-SHA256, or v1a, ed25519).",
          "type": "object",
          "additionalProperties": false,
          "required": ["secrets"],
          "examples": [{ "secrets": ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] }],
          "properties": {
            "secrets": {
              "description": "The keys to sign with. Usually one; during a rotation the new one and the old one, and the receiver may check with either. An old one says with until when it ends.",
              "type": "array", "minItems": 1, "maxItems": 10,
              "items": {
                "oneOf": [
                  { "$ref": "#/$defs/secret" },
                  {
                    "type": "object", "additionalProperties": false, "required": ["secret", "until"],
                    "properties": {
                      "secret": { "$ref": "#/$defs/secret" },
                      "until": {
                        "description": "When it ends, as RFC 3339 writes it, with the zone. From then on it signs no more.",
                        "type": "string", "format": "date-time", "x-penstock-until": true,
                        "examples": ["2099-01-31T00:00:00Z"]
                      }
                    }
                  }
                ],
                "examples": ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
              },
              "examples": [
                ["${env:HR_SECRET}"],
                ["${env:HR_SECRET}", { "secret": "${env:HR_SECRET_OLD}", "until": "2099-01-31T00:00:00Z" }]
              ]
            }
          },
          "$defs": {
            "secret": {
              "description": "A key as the specification writes it: whsec_ and the base64 of 24 to 64 random bytes, or whsk_ for ed25519. penstock secret new makes one.",
              "type": "string", "x-penstock-secret": true
            }
          }
        }
        """#

    private let keys: TimedKeys<SigningKey>

    package init(_ configuration: Configuration, _ setup: Setup) throws {
        var entries: [TimedKeys<SigningKey>.Entry] = []
        for (index, entry) in configuration.secrets.enumerated() {
            let place = "/secrets/\(index)"
            do throws(SigningKey.Complaint) {
                let key = try SigningKey(entry.secret)
                if let end = setup.end(of: entry, at: place) { entries.append(.init(key: key, end: end)) }
            } catch {
                setup.problem(ConfigurationProblem(at: place + entry.pointer, error.text))
            }
        }
        guard entries.count == configuration.secrets.count else { throw ProblemsReported() }
        guard !entries.isEmpty else { throw ConfigurationProblem(at: "/secrets", "expected at least one secret") }
        keys = TimedKeys(entries)
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
        signature.reserveCapacity(128)
        try keys.forEachLiving(at: call.nowMicroseconds) { key throws(StageFailure) in
            if !signature.isEmpty { signature.append(UInt8(ascii: " ")) }
            try key.append(signatureOf: signed, to: &signature)
        }
        id.withSpan { output.setHeader("webhook-id", $0) }
        output.setHeader("webhook-timestamp", timestamp.span)
        output.setHeader("webhook-signature", signature.span)
        return .unchanged
    }
}
