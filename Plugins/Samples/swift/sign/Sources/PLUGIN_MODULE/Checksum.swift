package import PenstockPluginKit

/// Puts a checksum of the body into a header, CRC-32 as in zlib and in IEEE 802.3, eight hexadecimal digits.
///
/// A checksum finds damage and no malice: whoever changes the body computes it anew. Where a receiver must know who
/// sent a message, use `standard-webhooks` or `hmac`, which ship with Penstock and take a secret.
///
/// ```yaml
/// - sign: PLUGIN_ID
///   with: { header: "X-Checksum" }
/// ```
struct Checksum: Signer {
    struct Configuration: Decodable {
        /// The schema has a default, so the host always gives it.
        var header: String
    }

    static let id = "PLUGIN_ID"
    static let summary = "Puts a checksum of the body (CRC-32) into a header."
    static let schema = #"""
        {
          "type": "object", "additionalProperties": false,
          "properties": {
            "header": {
              "type": "string", "pattern": "^[A-Za-z0-9-]+$", "default": "X-Checksum",
              "description": "The header that takes the checksum."
            }
          },
          "examples": [{}, { "header": "X-Body-CRC" }]
        }
        """#

    private let header: String
    /// The remainder of every byte.
    private let remainders: [UInt32]

    init(_ configuration: Configuration, _ setup: Setup) throws {
        guard !configuration.header.isEmpty else {
            throw ConfigurationProblem(at: "/header", "the name of a header is needed")
        }
        header = configuration.header
        remainders = (0..<256).map { byte in
            (0..<8).reduce(UInt32(byte)) { rest, _ in rest & 1 == 1 ? 0xEDB8_8320 ^ rest >> 1 : rest >> 1 }
        }
    }

    /// Called anew at every attempt, with the message as it will be sent.
    func sign(_ message: Message, into output: Output, _ call: Call) throws(StageFailure) -> BodyVerdict {
        let sum = ~message.body.reduce(~UInt32(0)) { sum, byte in
            remainders[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8
        }
        let digits = String(sum, radix: 16)
        output.setHeader(header, String(repeating: "0", count: 8 - digits.count) + digits)
        return .unchanged
    }
}

/// What this plugin offers.
package let library = Library(
    id: "PLUGIN_ID",
    version: "1.0.0",
    vendor: "PLUGIN_VENDOR",
    stages: [.signer(Checksum.self)]
)
