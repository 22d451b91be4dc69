package import PenstockPlugins
package import PenstockSignatures

/// How it is made sure that a request comes from who is meant to send it.
package indirect enum SourceVerification: Sendable {
    /// Not at all, on loopback alone.
    case none
    /// One of them is enough.
    case any([SourceVerification])
    /// Every one of them.
    case all([SourceVerification])
    /// A header, by its name in small letters, is a secret.
    case header(String, SourceSecret)
    /// A parameter of the query is a secret.
    case query(String, SourceSecret)
    /// A field of the form, or a member of the JSON body, is a secret.
    case field(SourcePath, SourceSecret)
    /// `Authorization: Basic` (RFC 7617).
    case basic(username: String, password: SourceSecret)
    /// `Authorization: Bearer` (RFC 6750).
    case bearer(SourceSecret)
    /// `webhook-id`, `webhook-timestamp` and `webhook-signature` (Standard Webhooks 1.0.0).
    case standardWebhooks([WebhookKey], tolerance: Duration)
    /// An HMAC over the body, in the form in which a sender writes it.
    case hmac(HMACForm, SourceSecret)
    /// The address that it comes from.
    case addresses([IPNetwork])

    /// A key of Standard Webhooks.
    package enum WebhookKey: Sendable {
        /// For `v1`: the bytes behind `whsec_`.
        case shared(SourceSecret)
        /// For `v1a`: the public key behind `whpk_`.
        case publicKey([UInt8])
    }
}

/// A secret that requests are compared with. Texts and dumps do not show it.
package struct SourceSecret: Sendable, CustomStringConvertible, CustomReflectable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var description: String { ResolvedText.mask }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension SourceVerification {
    /// How it is verified, for people, without anything secret: `header X-Secret or field secret`.
    package var summary: String {
        switch self {
        case .none: "nothing is verified"
        case .any(let rules): orList(rules.map(\.nestedSummary))
        case .all(let rules): andList(rules.map(\.nestedSummary))
        case .header(let name, _): "header \(name)"
        case .query(let name, _): "query parameter \(name)"
        case .field(let path, _): "field \(path)"
        case .basic: "user name and password"
        case .bearer: "bearer token"
        case .standardWebhooks: "Standard Webhooks"
        case .hmac(let form, _): "HMAC in header \(form.header)"
        case .addresses(let networks): "address in \(orList(networks.map(\.description)))"
        }
    }

    private var nestedSummary: String {
        switch self {
        case .any(let rules) where rules.count > 1, .all(let rules) where rules.count > 1: "(\(summary))"
        default: summary
        }
    }

    /// Every rule in it that is made of no others.
    package var leaves: [SourceVerification] {
        switch self {
        case .any(let rules), .all(let rules): rules.flatMap(\.leaves)
        case .none: []
        default: [self]
        }
    }
}
