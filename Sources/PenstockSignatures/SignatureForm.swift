internal import PenstockCore

/// A form of signature without its keys.
package enum SignatureForm: Sendable, Equatable {
    case standardWebhooks(tolerance: Duration)
    case hmac(HMACForm, secretEncoding: ByteText)

    /// The forms that have names, by these.
    package static let named: [(name: String, form: SignatureForm)] =
        [("standard-webhooks", .standardWebhooks(tolerance: .seconds(300)))]
        + HMACForm.Preset.allCases.map { ($0.rawValue, .hmac($0.form, secretEncoding: .text)) }

    /// The header that carries the signature.
    package var header: String {
        switch self {
        case .standardWebhooks: StandardWebhooksScheme.headers.signature
        case .hmac(let form, _): form.header
        }
    }

    /// How far from now the time of a signature may be.
    package var tolerance: Duration {
        get {
            switch self {
            case .standardWebhooks(let tolerance): tolerance
            case .hmac(let form, _): form.tolerance
            }
        }
        set {
            switch self {
            case .standardWebhooks: self = .standardWebhooks(tolerance: newValue)
            case .hmac(var form, let encoding):
                form.tolerance = newValue
                self = .hmac(form, secretEncoding: encoding)
            }
        }
    }

    /// The form that a request is signed in, told by its headers; nil when none of the known ones is there.
    package static func recognized(in request: SignedRequest) -> (name: String, form: SignatureForm)? {
        named.first { !request.values(of: $0.form.header).isEmpty }
    }

    /// The form with one secret.
    /// - Throws: when the secret is not written as the form has it; the words show nothing of it.
    package func scheme(secret: String) throws(StandardKey.Complaint) -> any SignatureScheme {
        switch self {
        case .standardWebhooks(let tolerance):
            return StandardWebhooksScheme([try StandardKey(secret)], tolerance: tolerance)
        case .hmac(let form, let encoding):
            guard let key = encoding.decode(secret) else {
                throw StandardKey.Complaint(text: "the secret is not valid \(encoding.rawValue)")
            }
            guard !key.isEmpty else { throw StandardKey.Complaint(text: "the secret is empty") }
            return HMACScheme(form, keys: [key])
        }
    }

    /// The form with a symmetric key of these bytes, however they were written.
    func scheme(key: [UInt8]) -> any SignatureScheme {
        switch self {
        case .standardWebhooks(let tolerance):
            StandardWebhooksScheme([StandardKey(symmetric: key)], tolerance: tolerance)
        case .hmac(let form, _): HMACScheme(form, keys: [key])
        }
    }
}
