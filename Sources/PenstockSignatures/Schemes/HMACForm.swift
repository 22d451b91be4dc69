/// How a sender signs with an HMAC in one header.
package struct HMACForm: Sendable, Equatable {
    /// Where in its header a signature stands.
    package enum Label: Sendable, Equatable {
        /// It is all of the value.
        case none
        /// It follows this, as in `sha256=…`.
        case prefix(String)
        /// The value is a list, `t=…,v1=…`, and the signatures are the members of this name, behind the prefix.
        case member(String, prefix: String = "")
    }

    /// Where the time of the signature stands.
    package enum TimePlace: Sendable, Equatable {
        case header(String)
        /// A member of the list in the signature's header.
        case member(String)
    }

    package var header: String
    package var label: Label
    package var algorithm: HashAlgorithm
    /// How the signature is written; not as text.
    package var encoding: ByteText
    package var signed: SignedTemplate
    package var time: TimePlace?
    /// What the time is written in.
    package var timeUnits: Set<TimestampUnit> = [.seconds]
    package var tolerance: Duration
    /// The header of `{id}`.
    package var idHeader: String?

    package init(
        header: String,
        label: Label = .none,
        algorithm: HashAlgorithm = .sha256,
        encoding: ByteText = .hex,
        signed: SignedTemplate = .body,
        time: TimePlace? = nil,
        tolerance: Duration = .seconds(300),
        idHeader: String? = nil
    ) {
        (self.header, self.label, self.algorithm, self.encoding) = (header, label, algorithm, encoding)
        (self.signed, self.time, self.tolerance, self.idHeader) = (signed, time, tolerance, idHeader)
    }
}

extension HMACForm {
    /// Senders whose form is known, by their names in documents.
    package enum Preset: String, Sendable, CaseIterable {
        case github, stripe, slack, shopify
        /// ASP.NET's webhooks, and Learn365.
        case microsoft

        /// The form, as the sender documents it.
        package var form: HMACForm {
            switch self {
            case .github: HMACForm(header: "X-Hub-Signature-256", label: .prefix("sha256="))
            case .stripe:
                HMACForm(
                    header: "Stripe-Signature",
                    label: .member("v1"),
                    signed: .timestampAndBody(before: "", between: "."),
                    time: .member("t")
                )
            case .slack:
                HMACForm(
                    header: "X-Slack-Signature",
                    label: .prefix("v0="),
                    signed: .timestampAndBody(before: "v0:", between: ":"),
                    time: .header("X-Slack-Request-Timestamp")
                )
            case .shopify: HMACForm(header: "X-Shopify-Hmac-SHA256", encoding: .base64)
            case .microsoft: HMACForm(header: "ms-signature", label: .prefix("sha256="))
            }
        }
    }
}

extension SignedTemplate {
    /// A template of the two places that most senders sign.
    static func timestampAndBody(before: String, between: String) -> SignedTemplate {
        SignedTemplate(places: [(before, .timestamp), (between, .body)])
    }
}
