import PenstockCore
import PenstockSignatures
import Testing

@Suite struct `Why a signature fails` {
    private func diagnose(
        _ request: SignedRequest,
        secret: String = Example.secret,
        form: String? = nil,
        at now: Timestamp = Example.moment
    ) -> SignatureDiagnosis {
        let chosen = form.flatMap { form in SignatureForm.named.first { $0.name == form } }
        return SignatureDiagnosis(of: request, secret: secret, form: chosen, at: now)
    }

    /// A request that is signed right, with the body as the sender sent it.
    private func signed(_ body: String, key: [UInt8]? = nil) -> SignedRequest {
        let key = key ?? ByteText.base64.decode(String(Example.secret.dropFirst(6))) ?? []
        let bytes = Array("msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.\(body)".utf8)
        return Example.request(
            "v1," + ByteText.base64.encode(HashAlgorithm.sha256.code(of: bytes, key: key)),
            body: body
        )
    }

    @Test func `one that holds has nothing to say`() {
        let diagnosis = diagnose(Example.request())
        #expect(diagnosis.isValid && diagnosis.findings.isEmpty)
        #expect(diagnosis.form == "standard-webhooks")
        #expect(diagnosis.age == .zero)
    }

    /// What was sent, what of it arrived, and the words that say so.
    @Test(arguments: [
        (#"{"a":1}"#, "{\"a\":1}\n", "the line break at its end is taken off"),
        (#"{"a":1}"#, "{\"a\":1}\r\n", "the line break at its end is taken off"),
        ("{\"a\":1}\n", #"{"a":1}"#, "a line break is put at its end"),
        ("a\r\nb", "a\nb", "its line breaks are CR LF instead of LF"),
        ("a\nb", "a\r\nb", "its line breaks are LF instead of CR LF"),
        ("a", "\u{FEFF}a", "the byte order mark before it is taken off"),
        (#"{"a":[1,2.50],"b":{}}"#, #"{"a": [1, 2.50], "b": {}}"#, "it is written without white space"),
        (#"{"a": [1, 2.50], "b": {}}"#, #"{"a":[1,2.50],"b":{}}"#, "it is written with a space after ':' and ','"),
        ("{\n  \"a\": [\n    1\n  ]\n}", #"{"a":[1]}"#, "indented by two"),
        ("{\n    \"a\": 1\n}", #"{"a":1}"#, "indented by four"),
        (#"{"a":"ä😀"}"#, #"{"a":"\u00e4\ud83d\ude00"}"#, "it is written without white space"),
        (#"{"a":"\u00e4\ud83d\ude00"}"#, #"{"a":"ä😀"}"#, #"with all but ASCII as \u escapes"#),
        (#"{"a": "\u00e4"}"#, #"{"a":"ä"}"#, #"with a space after ':' and ',' and all but ASCII"#),
        (#"{"a":"b\/c"}"#, #"{"a":"b/c"}"#, #"with '\/' for '/'"#),
        (#"{"a":"b\/\u00e4"}"#, #"{"a":"b/ä"}"#, #"with '\/' for '/' and all but ASCII"#),
    ])
    func `a body that something changed is told with what changes it back`(sent: String, came: String, words: String) {
        var request = signed(sent)
        request.body = Array(came.utf8)
        let diagnosis = diagnose(request, at: Example.moment + .seconds(90_000))
        #expect(!diagnosis.isValid)
        #expect(diagnosis.findings.map(\.code) == ["body-changed"])
        #expect(diagnosis.findings[0].text.contains(words))
        #expect(diagnosis.findings[0].advice != nil)
    }

    @Test(arguments: [
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "the text of the secret is the key, as it is"),
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "the secret is the key without its beginning whsec_"),
    ])
    func `a key that was read in another way is told`(key: String, words: String) {
        let diagnosis = diagnose(signed("{}", key: Array(key.utf8)))
        #expect(diagnosis.findings.map(\.code) == ["secret-form"])
        #expect(diagnosis.findings[0].text.contains(words))
    }

    @Test func `a secret without its beginning or with white space is a bad one, and what it would have been is told`()
    {
        for secret in ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "\(Example.secret)\n"] {
            let diagnosis = diagnose(Example.request(), secret: secret)
            #expect(!diagnosis.isValid)
            #expect(diagnosis.findings.map(\.code) == ["bad-secret", "secret-form"])
        }
        let binary = ByteText.base64.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") ?? []
        let hex = diagnose(Example.request(), secret: ByteText.hex.encode(binary))
        #expect(hex.findings.last?.text.contains("hexadecimal") == true)
    }

    @Test func `both may be wrong at once`() {
        var request = signed("{}", key: Array(Example.secret.utf8))
        request.body.append(0x0A)
        #expect(diagnose(request).findings.map(\.code) == ["secret-form", "body-changed"])
    }

    @Test func `what nothing explains is a mismatch with advice`() {
        let other = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"
        let diagnosis = diagnose(Example.request(), secret: other)
        #expect(diagnosis.findings.map(\.code) == ["mismatch"])
        #expect(diagnosis.findings[0].advice?.contains("byte by byte") == true)
    }

    @Test func `an old signature is told with its age`() {
        let diagnosis = diagnose(Example.request(), at: Example.moment + .seconds(400))
        #expect(diagnosis.findings.map(\.code) == ["timestamp-too-old"])
        #expect(diagnosis.findings[0].text.contains("6 min 40 s ago"))
    }

    @Test func `the form is found by the header, and a request without one is told so`() {
        let github = SignedRequest(
            "X-Hub-Signature-256",
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
            body: "Hello, World!"
        )
        #expect(diagnose(github, secret: "It's a Secret to Everybody").isValid)
        #expect(diagnose(github, secret: "It's a Secret to Everybody").form == "github")
        let wrong = diagnose(github, form: "standard-webhooks")
        #expect(wrong.findings.map(\.code) == ["missing-header"])
        #expect(wrong.findings[0].advice == "it has X-Hub-Signature-256, which is the form 'github'")
        let none = diagnose(SignedRequest("X", "y", body: ""))
        #expect(none.findings.map(\.code) == ["missing-header"])
        #expect(none.findings[0].text.contains("webhook-signature, X-Hub-Signature-256"))
    }

    /// Stripe's secrets look like those of Standard Webhooks and are taken as text.
    @Test func `a secret of another form's reading is told for an HMAC too`() {
        let key = ByteText.base64.decode(String(Example.secret.dropFirst(6))) ?? []
        let code = ByteText.hex.encode(HashAlgorithm.sha256.code(of: Array("1614265330.{}".utf8), key: key))
        let request = SignedRequest("Stripe-Signature", "t=1614265330,v1=\(code)", body: "{}")
        #expect(diagnose(request).findings.map(\.text) == ["the signature matches when the secret is read as base64"])
    }

    @Test func `no word shows the secret`() {
        let requests = [Example.request(), Example.request("v1,x"), signed("{}", key: Array(Example.secret.utf8))]
        for request in requests {
            for secret in [Example.secret, Example.secret + " ", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
                for finding in diagnose(request, secret: secret).findings {
                    #expect(!(finding.text + (finding.advice ?? "")).contains("MfKQ"))
                }
            }
        }
    }
}
