package import PenstockCore

/// A form of signature with its keys: it says whether a request is signed.
package protocol SignatureScheme: Sendable {
    /// Whether one of the keys signed the request.
    ///
    /// The signature is looked at first and its time after that, so that "too old" is only ever said of a request that
    /// the sender did sign.
    func verify(_ request: SignedRequest, at now: Timestamp) -> SignatureVerdict
}

extension SignatureScheme {
    /// What five minutes are for: Standard Webhooks, Stripe and Slack all recommend them.
    package static var usualTolerance: Duration { .seconds(300) }
}
