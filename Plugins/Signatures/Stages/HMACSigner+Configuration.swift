internal import Foundation

extension HMACSigner {
    /// What stands under `with:`; what is absent comes from the preset, or is as the schema says.
    package struct Configuration: Decodable {
        var preset: Preset?
        var secret: String?
        /// In place of ``secret``, the newest first.
        var secrets: [TimedSecret]?
        var secret_encoding: SecretEncoding?
        var algorithm: KeyedHash.Algorithm?
        var signed: String?
        var encoding: Encoding?
        var header: String?
        var value: String?
        var further: String?
        var timestamp_header: String?
    }

    /// How the bytes of a key are written.
    enum SecretEncoding: String, Decodable {
        case text, base64, hex

        /// - Returns: nil when the text is not in this encoding.
        func decode(_ secret: String) -> [UInt8]? {
            switch self {
            case .text: return Array(secret.utf8)
            case .base64: return Data(base64Encoded: secret).map { Array($0) }
            case .hex:
                let digits = secret.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
                guard digits.count == secret.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
                return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
            }
        }
    }

    /// Where a signature goes and how it is written.
    struct Form {
        var signed = "{body}"
        var encoding = Encoding.hex
        var header: String?
        var value = "{signature}"
        /// What is added to the value for each further key; nil where there is room for one signature.
        var further: String?
        var timestampHeader: String?
    }

    /// The forms of well-known senders; all of them are HMAC-SHA256.
    enum Preset: String, Decodable {
        case github, stripe, slack, shopify

        var form: Form {
            switch self {
            case .github: Form(header: "X-Hub-Signature-256", value: "sha256={signature}")
            case .stripe:
                Form(
                    signed: "{timestamp}.{body}",
                    header: "Stripe-Signature",
                    value: "t={timestamp},v1={signature}",
                    further: ",v1={signature}"
                )
            case .slack:
                Form(
                    signed: "v0:{timestamp}:{body}",
                    header: "X-Slack-Signature",
                    value: "v0={signature}",
                    timestampHeader: "X-Slack-Request-Timestamp"
                )
            case .shopify: Form(encoding: .base64, header: "X-Shopify-Hmac-SHA256")
            }
        }
    }

    package static let schema = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "hmac",
          "description": "Signs every attempt with an HMAC in one header. A preset gives the form of a well-known sender; every other key then changes one thing about it.",
          "type": "object",
          "additionalProperties": false,
          "oneOf": [{ "required": ["secret"] }, { "required": ["secrets"] }],
          "examples": [
            { "preset": "github", "secret": "It's a Secret to Everybody" },
            {
              "preset": "stripe",
              "secrets": ["It's a Secret to Everybody", { "secret": "An older one", "until": "2099-01-31T00:00:00Z" }]
            },
            { "secret": "It's a Secret to Everybody", "header": "X-Signature", "value": "sha256={signature}" }
          ],
          "properties": {
            "preset": {
              "description": "The form to sign in: github (X-Hub-Signature-256), stripe (Stripe-Signature), slack (X-Slack-Signature) or shopify (X-Shopify-Hmac-SHA256).",
              "enum": ["github", "stripe", "slack", "shopify"]
            },
            "secret": {
              "description": "The key that the receiver has too.",
              "type": "string", "minLength": 1, "x-penstock-secret": true, "examples": ["${env:HOOK_SECRET}"]
            },
            "secrets": {
              "description": "Several keys in place of secret, for a rotation: the new one, and old ones with until when they end. Where a further signature has room in the header (preset stripe, or with further), all that live sign; elsewhere the one that ends first signs until then, and the next one after it.",
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
                ]
              },
              "examples": [["${env:HOOK_SECRET}", { "secret": "${env:HOOK_SECRET_OLD}", "until": "2099-01-31T00:00:00Z" }]]
            },
            "secret_encoding": {
              "description": "How the bytes of the key are written: text (as they are, when absent), base64 or hex.",
              "enum": ["text", "base64", "hex"]
            },
            "algorithm": {
              "description": "The hash; sha256 when absent. sha1 is only for receivers that know nothing better.",
              "enum": ["sha256", "sha512", "sha1"]
            },
            "signed": {
              "description": "The bytes that are signed; {body} when absent. Places: {body}, {timestamp} (Unix seconds of this attempt), {id} (of the delivery), {method}, {target} (the URL).",
              "type": "string", "examples": ["{timestamp}.{body}", "v0:{timestamp}:{body}"]
            },
            "encoding": {
              "description": "How the signature is written: hex (when absent) or base64.",
              "enum": ["hex", "base64"]
            },
            "header": {
              "description": "The header that carries the signature. Needed without a preset.",
              "type": "string", "examples": ["X-Signature"]
            },
            "value": {
              "description": "What the header says; {signature} when absent. Places: {signature}, {timestamp}, {id}.",
              "type": "string", "examples": ["sha256={signature}", "t={timestamp},v1={signature}"]
            },
            "further": {
              "description": "What is added to the header's value for each further key that lives; absent: there is room for one signature. Places as in value.",
              "type": "string", "examples": [",v1={signature}"]
            },
            "timestamp_header": {
              "description": "A header that carries {timestamp} by itself. None when absent.",
              "type": "string", "examples": ["X-Request-Timestamp"]
            }
          },
          "$defs": {
            "secret": {
              "description": "A key that the receiver has too.",
              "type": "string", "minLength": 1, "x-penstock-secret": true, "examples": ["${env:HOOK_SECRET}"]
            }
          }
        }
        """#
}
