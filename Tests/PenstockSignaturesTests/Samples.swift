import PenstockCore
import PenstockSignatures

/// The example of Standard Webhooks 1.0.0, in both versions.
enum Example {
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    static let pair =
        "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
    static let publicKey = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
    static let v1 = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    static let v1a =
        "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="
    static let body = #"{"test": 2432232314}"#
    /// The moment of its timestamp.
    static let moment = Timestamp(microseconds: 1_614_265_330_000_000)

    static func request(_ signature: String = v1, body: String = body) -> SignedRequest {
        SignedRequest(
            headers: [
                .init("Webhook-Id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), .init("Webhook-Timestamp", "1614265330"),
                .init("Webhook-Signature", signature),
            ],
            body: Array(body.utf8)
        )
    }
}

extension SignedRequest {
    /// A request with one header.
    init(_ name: String, _ value: String, body: String) {
        self.init(headers: [.init(name, value)], body: Array(body.utf8))
    }
}
