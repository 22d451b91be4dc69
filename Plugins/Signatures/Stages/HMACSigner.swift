internal import Foundation
package import PenstockPluginKit

/// The signer `hmac`: one header with an HMAC, in the form of GitHub, Stripe, Slack, Shopify or one's own.
package struct HMACSigner: Signer {
    package static let id = "hmac"
    package static let summary = "Signs with an HMAC in one header, as GitHub, Stripe, Slack and Shopify do"

    private let hash: KeyedHash
    private let signed: Recipe
    private let value: Recipe
    private let encoding: Encoding
    private let header: String
    private let timestampHeader: String?

    package init(_ configuration: Configuration, _ setup: Setup) throws {
        let preset = configuration.preset?.form ?? Form()
        var checks = Checks(setup: setup)
        let secretEncoding = configuration.secret_encoding ?? .text
        let key = secretEncoding.decode(configuration.secret)
        if key == nil { checks.problem("/secret", "not valid \(secretEncoding.rawValue)") }
        if let key, key.isEmpty { checks.problem("/secret", "the secret is empty") }
        let signed = checks.recipe(
            "/signed",
            configuration.signed ?? preset.signed,
            [.body, .timestamp, .id, .method, .target],
            needs: .body
        )
        let value = checks.recipe(
            "/value",
            configuration.value ?? preset.value,
            [.signature, .timestamp, .id],
            needs: .signature
        )
        let header = checks.headerName("/header", configuration.header ?? preset.header)
        if header == nil && !checks.hasProblems {
            checks.problem("", "expected 'header', the header that carries the signature, or a 'preset'")
        }
        timestampHeader = checks.headerName(
            "/timestamp_header",
            configuration.timestamp_header ?? preset.timestampHeader
        )
        guard !checks.hasProblems, let key, let signed, let value, let header else { throw ProblemsReported() }
        hash = KeyedHash(configuration.algorithm ?? .sha256, key: key)
        encoding = configuration.encoding ?? preset.encoding
        (self.signed, self.value, self.header) = (signed, value, header)
    }

    package func sign(_ message: Message, into output: Output, _ call: Call) throws(StageFailure) -> BodyVerdict {
        var timestamp: [UInt8] = []
        appendDecimal(max(call.nowMicroseconds / 1_000_000, 0), to: &timestamp)
        if message.method.isEmpty && signed.contains(.method) { throw HMACSigner.unnamed("method") }
        if message.target.isEmpty && signed.contains(.target) { throw HMACSigner.unnamed("target") }
        let code = hash.code(of: fill(signed, message, call, timestamp, code: []))
        output.setHeader(header, fill(value, message, call, timestamp, code: code).span)
        if let timestampHeader { output.setHeader(timestampHeader, timestamp.span) }
        return .unchanged
    }

    private func fill(
        _ recipe: Recipe,
        _ message: Message,
        _ call: Call,
        _ timestamp: [UInt8],
        code: [UInt8]
    ) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(message.body.count + 64)
        for piece in recipe.pieces {
            text.append(contentsOf: piece.text)
            switch piece.place {
            case .body: text.append(contentsOf: message.body)
            case .timestamp: text.append(contentsOf: timestamp)
            case .id: text.append(contentsOf: call.delivery)
            case .signature: encoding.append(code, to: &text)
            case .method: text.append(contentsOf: message.method)
            case .target: text.append(contentsOf: message.target)
            case nil: break
            }
        }
        return text
    }

    private static func unnamed(_ place: String) -> StageFailure {
        .configuration("no-\(place)", "the signature needs {\(place)}, and the transport of this pipeline names none")
    }
}

/// Checks the parts of a configuration and reports every problem.
private struct Checks {
    let setup: Setup
    var hasProblems = false

    mutating func problem(_ pointer: String, offset: Int? = nil, _ text: String) {
        hasProblems = true
        setup.problem(ConfigurationProblem(at: pointer, offset: offset, text))
    }

    mutating func recipe(
        _ pointer: String,
        _ text: String,
        _ allowed: [Recipe.Place],
        needs: Recipe.Place
    ) -> Recipe? {
        do {
            let recipe = try Recipe(text, allowed: allowed)
            if !recipe.contains(needs) { problem(pointer, "expected {\(needs.rawValue)} in it") }
            return recipe
        } catch {
            problem(pointer, offset: error.offset, error.text)
            return nil
        }
    }

    mutating func headerName(_ pointer: String, _ name: String?) -> String? {
        guard let name, !isToken(name) else { return name }
        problem(pointer, "'\(name)' cannot be the name of a header: letters, digits and '-' make one")
        return nil
    }

    /// A token of RFC 9110, section 5.6.2.
    private func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
