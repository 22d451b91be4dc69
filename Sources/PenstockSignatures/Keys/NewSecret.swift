/// A secret that was made just now.
package struct NewSecret: Sendable, Equatable {
    /// What the secret is for, by its name on the command line.
    package enum Kind: String, Sendable, CaseIterable {
        /// The signer `standard-webhooks` with HMAC-SHA256: `whsec_…`.
        case standardWebhooks = "standard-webhooks"
        /// The signer `standard-webhooks` with a key pair: `whsk_…`, and `whpk_…` for receivers.
        case ed25519
        /// The signer `hmac`: hexadecimal digits, which every receiver takes as text.
        case hmac

        /// How many bytes of chance it may be made of.
        package var sizes: ClosedRange<Int> {
            switch self {
            case .standardWebhooks: 24...64
            case .ed25519: 32...32
            case .hmac: 16...128
            }
        }
    }

    package var kind: Kind
    /// What signs.
    package var secret: String
    /// What receivers check with, where it is not the secret.
    package var publicKey: String?

    /// Makes a secret.
    /// - Parameters:
    ///   - bytes: how many bytes of chance; one of ``Kind/sizes``.
    ///   - chance: of cryptographic strength, such as the system's.
    package init?(_ kind: Kind, bytes: Int = 32, from chance: inout some RandomNumberGenerator) {
        guard kind.sizes.contains(bytes) else { return nil }
        let drawn = (0..<bytes).map { _ in UInt8.random(in: .min ... .max, using: &chance) }
        self.kind = kind
        switch kind {
        case .standardWebhooks: secret = "whsec_" + ByteText.base64.encode(drawn)
        case .hmac: secret = ByteText.hex.encode(drawn)
        case .ed25519:
            guard let own = StandardKey.publicKey(ofSeed: drawn) else { return nil }
            secret = "whsk_" + ByteText.base64.encode(drawn + own)
            publicKey = "whpk_" + ByteText.base64.encode(own)
        }
    }
}
