internal import PenstockPluginKit

/// What `with:` holds for the transport `smtp`.
package struct SMTPConfiguration: Decodable, Sendable {
    /// Whether the connection is encrypted.
    enum Encryption: String, Decodable, Sendable {
        case required
        case none
    }

    var url: String
    var username: String?
    var password: String?
    var encryption = Encryption.required
    var certificateAuthorities: String?
    var hello: String?
    var timeout = Microseconds(60_000_000)

    enum CodingKeys: String, CodingKey {
        case url, username, password, hello, timeout
        case encryption = "tls"
        case certificateAuthorities = "ca_file"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        url = try container.decode(String.self, forKey: .url)
        username = try container.decodeIfPresent(String.self, forKey: .username)
        password = try container.decodeIfPresent(String.self, forKey: .password)
        encryption = try container.decodeIfPresent(Encryption.self, forKey: .encryption) ?? encryption
        certificateAuthorities = try container.decodeIfPresent(String.self, forKey: .certificateAuthorities)
        hello = try container.decodeIfPresent(String.self, forKey: .hello)
        timeout = try container.decodeIfPresent(Microseconds.self, forKey: .timeout) ?? timeout
    }
}

extension SMTPTransport {
    package static let schema = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "smtp",
          "description": "Hands the mail that the transform email made to a mail server.",
          "type": "object",
          "additionalProperties": false,
          "required": ["url"],
          "examples": [
            { "url": "smtps://mail.example.com", "username": "training", "password": "from a file, in a pipeline" },
            { "url": "smtp://127.0.0.1:25", "tls": "none" }
          ],
          "properties": {
            "url": {
              "description": "The mail server: smtps://host (TLS from the start, port 465) or smtp://host (STARTTLS is required, port 587). With tls: none the port is 25.",
              "type": "string", "pattern": "^smtps?://[^/]+/?$",
              "examples": ["smtps://mail.example.com", "smtp://mail.example.com:587"]
            },
            "username": { "description": "The name to log in with.", "type": "string", "minLength": 1 },
            "password": {
              "description": "The password to log in with.", "type": "string", "x-penstock-secret": true,
              "examples": ["${file:/run/secrets/smtp}"]
            },
            "tls": {
              "description": "required, or none for plain text: only for a server on this machine, and never with a password elsewhere.",
              "enum": ["required", "none"], "default": "required"
            },
            "ca_file": {
              "description": "A PEM file with the authorities to trust, in place of the machine's own.",
              "type": "string", "minLength": 1, "x-penstock-file": true
            },
            "hello": {
              "description": "The name that this machine greets with (EHLO); by default its host name.",
              "type": "string", "pattern": "^[A-Za-z0-9.:_\\[\\]-]+$"
            },
            "timeout": {
              "description": "How long one try may take, from the look-up of the name to the server's last word.",
              "type": "string", "x-penstock-duration": true, "default": "60s"
            }
          },
          "dependentRequired": { "username": ["password"], "password": ["username"] }
        }
        """#
}
