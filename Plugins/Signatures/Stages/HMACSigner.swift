package import PenstockPluginKit

/// The signer `hmac`: one header with an HMAC, in the form of GitHub, Stripe, Slack, Shopify or one's own.
package struct HMACSigner: Signer {
    package static let id = "hmac"
    package static let summary = "Signs with an HMAC in one header, as GitHub, Stripe, Slack and Shopify do"

    private let keys: TimedKeys<KeyedHash>
    private let signed: Recipe
    private let value: Recipe
    /// What each key after the first adds to the value; nil where one signs alone.
    private let further: Recipe?
    private let encoding: Encoding
    private let header: String
    private let timestampHeader: String?

    package init(_ configuration: Configuration, _ setup: Setup) throws {
        let preset = configuration.preset?.form ?? Form()
        var checks = HMACChecks(setup: setup)
        // Another value has another form of further ones.
        let further = (configuration.further ?? (configuration.value == nil ? preset.further : nil)).flatMap {
            checks.recipe("/further", $0, [.signature, .timestamp, .id], needs: .signature)
        }
        let keys = checks.keys(configuration, hasRoom: further != nil)
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
        guard !checks.hasProblems, let keys, let signed, let value, let header else { throw ProblemsReported() }
        self.keys = keys
        encoding = configuration.encoding ?? preset.encoding
        (self.signed, self.value, self.further, self.header) = (signed, value, further, header)
    }

    package func sign(_ message: Message, into output: Output, _ call: Call) throws(StageFailure) -> BodyVerdict {
        let now = call.nowMicroseconds
        var timestamp: [UInt8] = []
        appendDecimal(max(now / 1_000_000, 0), to: &timestamp)
        if message.method.isEmpty && signed.contains(.method) { throw HMACSigner.unnamed("method") }
        if message.target.isEmpty && signed.contains(.target) { throw HMACSigner.unnamed("target") }
        let bytes = fill(signed, message, call, timestamp, code: [])
        var text: [UInt8] = []
        if let further {
            try keys.forEachLiving(at: now) { hash throws(StageFailure) in
                let recipe = text.isEmpty ? value : further
                text += fill(recipe, message, call, timestamp, code: hash.code(of: bytes))
            }
        } else {
            text = fill(value, message, call, timestamp, code: try keys.first(at: now).code(of: bytes))
        }
        output.setHeader(header, text.span)
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
