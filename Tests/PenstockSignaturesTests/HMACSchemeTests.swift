import PenstockCore
import PenstockSignatures
import Testing

@Suite struct `Verifying an HMAC` {
    private let now = Example.moment

    private func preset(_ preset: HMACForm.Preset, _ key: String, _ request: SignedRequest) -> SignatureVerdict {
        HMACScheme(preset.form, keys: [Array(key.utf8)]).verify(request, at: now)
    }

    /// GitHub's is the example of its documentation; the others are computed with `openssl dgst -hmac`.
    @Test func `the forms of known senders are valid`() {
        let github = SignedRequest(
            "x-hub-signature-256",
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
            body: "Hello, World!"
        )
        #expect(preset(.github, "It's a Secret to Everybody", github) == .valid(key: 0, age: nil))
        var microsoft = github
        microsoft.headers[0].name = "ms-signature"
        #expect(preset(.microsoft, "It's a Secret to Everybody", microsoft) == .valid(key: 0, age: nil))
        let stripe = SignedRequest(
            "Stripe-Signature",
            "t=1614265330,v1=392dda51834a123f2a5b24d7a1a06ee077a82028f4b0996d71f43f292bbc0cb3",
            body: "Hello, World!"
        )
        #expect(preset(.stripe, "key", stripe) == .valid(key: 0, age: .zero))
        var slack = SignedRequest(
            "X-Slack-Signature",
            "v0=ad3c550b65e02c4dc6aa8db42f91635511925589d47ddfa0027d98426e1eadbc",
            body: "Hello, World!"
        )
        #expect(preset(.slack, "key", slack) == .invalid(.missingHeader("X-Slack-Request-Timestamp")))
        slack.headers.append(.init("X-Slack-Request-Timestamp", "1614265330"))
        #expect(preset(.slack, "key", slack) == .valid(key: 0, age: .zero))
        let shopify = SignedRequest(
            "X-Shopify-Hmac-SHA256",
            "f0JOLQ/2vV3sYm4BAnVbr+yRw1EPGXOaTq7I87w6AaQ=",
            body: "Hello, World!"
        )
        #expect(preset(.shopify, "key", shopify) == .valid(key: 0, age: nil))
    }

    @Test func `one of several signatures in a list is enough, and the time is held against the clock`() {
        let right = "392dda51834a123f2a5b24d7a1a06ee077a82028f4b0996d71f43f292bbc0cb3"
        let wrong = String(repeating: "0", count: 64)
        let list = SignedRequest(
            "Stripe-Signature",
            "t=1614265330, v1=\(wrong), v1=\(right), v0=abc",
            body: "Hello, World!"
        )
        let scheme = HMACScheme(HMACForm.Preset.stripe.form, keys: [[1], Array("key".utf8)])
        #expect(scheme.verify(list, at: now) == .valid(key: 1, age: .zero))
        let late = scheme.verify(list, at: now + .seconds(301))
        #expect(late == .invalid(.tooOld(age: .seconds(301), tolerance: .seconds(300))))
    }

    @Test func `a list of very many is looked through all the same`() {
        let right = "392dda51834a123f2a5b24d7a1a06ee077a82028f4b0996d71f43f292bbc0cb3"
        let others = (0..<500).map { "v1=" + String(repeating: "0", count: 61) + String(100 + $0) }
        let list = SignedRequest(
            "Stripe-Signature",
            (["t=1614265330"] + others + ["v1=\(right)"]).joined(separator: ","),
            body: "Hello, World!"
        )
        #expect(preset(.stripe, "key", list) == .valid(key: 0, age: .zero))
    }

    /// RFC 2202 and RFC 4231, test case 2 of each.
    @Test(arguments: [
        (HashAlgorithm.sha1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (.sha256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            .sha512,
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        ),
    ])
    func `the vectors of the RFCs are valid`(algorithm: HashAlgorithm, code: String) {
        let form = HMACForm(header: "X-S", algorithm: algorithm)
        let request = SignedRequest("x-s", code.uppercased(), body: "what do ya want for nothing?")
        #expect(HMACScheme(form, keys: [Array("Jefe".utf8)]).verify(request, at: now).isValid)
    }

    @Test func `a form of one's own signs the id too`() throws {
        let form = HMACForm(
            header: "X-S",
            signed: try SignedTemplate("{id}|{timestamp}|{body}"),
            time: .header("X-T"),
            idHeader: "X-Id"
        )
        let key = Array("k".utf8)
        let code = ByteText.hex.encode(HashAlgorithm.sha256.code(of: Array("7|1614265330|b".utf8), key: key))
        var request = SignedRequest("X-S", code, body: "b")
        request.headers += [.init("X-T", "1614265330"), .init("X-Id", "7")]
        #expect(HMACScheme(form, keys: [key]).verify(request, at: now) == .valid(key: 0, age: .zero))
        request.headers[2].value = "8"
        #expect(HMACScheme(form, keys: [key]).verify(request, at: now) == .invalid(.mismatch))
        request.headers.removeLast()
        #expect(HMACScheme(form, keys: [key]).verify(request, at: now) == .invalid(.missingHeader("X-Id")))
    }

    @Test(arguments: [
        (HMACForm.Preset.github, "757107ea", "malformed-header", "begins with sha256="),
        (.github, "sha256=757107ea", "malformed-header", "the hex of 32 bytes"),
        (.github, "sha256=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", "malformed-header", "as long as one of sha1"),
        (.github, "sha256=f0JOLQ/2vV3sYm4BAnVbr+yRw1EPGXOaTq7I87w6AaQ=", "wrong-encoding", "base64, and hex"),
        (
            .shopify, "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", "wrong-encoding",
            "hex, and base64"
        ),
        (.stripe, "t=1614265330", "malformed-header", "a list with v1=…"),
        (
            .stripe, "v1=392dda51834a123f2a5b24d7a1a06ee077a82028f4b0996d71f43f292bbc0cb3", "malformed-header",
            "a list with t=…"
        ),
        (
            .stripe, "t=x,v1=392dda51834a123f2a5b24d7a1a06ee077a82028f4b0996d71f43f292bbc0cb3", "malformed-header",
            "Unix seconds"
        ),
    ])
    func `a header that cannot be read says what is expected`(
        preset: HMACForm.Preset,
        value: String,
        code: String,
        words: String
    ) throws {
        let request = SignedRequest(preset.form.header, value, body: "Hello, World!")
        let fault = try #require(self.preset(preset, "key", request).fault)
        #expect(fault.code == code)
        #expect(fault.text.contains(words))
    }

    @Test(arguments: [
        ("{timestamp}", 0, "expected {body}"), ("a{body", 1, "no '}'"), ("{body}{time}", 6, "there is no {time}"),
    ])
    func `a template that cannot be filled is refused`(text: String, offset: Int, words: String) {
        let error = #expect(throws: SignedTemplate.SyntaxError.self) { try SignedTemplate(text) }
        #expect(error?.offset == offset)
        #expect(error?.text.contains(words) == true)
    }
}

@Suite struct `Comparing in constant time` {
    @Test(arguments: [
        ("", "", true), ("a", "a", true), ("a", "b", false), ("a", "aa", false), ("ä", "a\u{308}", false),
    ])
    func `it is the bytes that count`(one: String, other: String, equal: Bool) {
        #expect(ConstantTime.equal(one, other) == equal)
    }
}
