import PenstockCore
import PenstockSignatures
import Testing

@Suite struct `Verifying Standard Webhooks` {
    private func verify(
        _ request: SignedRequest,
        _ secrets: [String] = [Example.secret],
        at now: Timestamp = Example.moment,
        tolerance: Duration = .seconds(300)
    ) throws -> SignatureVerdict {
        StandardWebhooksScheme(try secrets.map { try StandardKey($0) }, tolerance: tolerance).verify(request, at: now)
    }

    @Test(arguments: [
        (Example.v1, Example.secret), (Example.v1a, Example.publicKey), (Example.v1a, Example.pair),
        ("v1,AAAA \(Example.v1)", Example.secret), ("v2,unknown \(Example.v1)  \(Example.v1a)", Example.publicKey),
        ("broken \(Example.v1)", Example.secret),
    ])
    func `the examples of the specification are valid`(signature: String, secret: String) throws {
        #expect(try verify(Example.request(signature), [secret]) == .valid(key: 0, age: .zero))
    }

    @Test func `more signatures than any rotation has are refused without looking at them`() throws {
        let others = Array(repeating: "v1,AAAA", count: 31)
        let most = (others + [Example.v1]).joined(separator: " ")
        #expect(try verify(Example.request(most)) == .valid(key: 0, age: .zero))
        let more = try verify(Example.request("v1,AAAA \(most)"))
        #expect(more == .invalid(.malformedHeader("webhook-signature", expected: "32 signatures at most")))
    }

    @Test func `any key of a rotation will do, and the verdict says which`() throws {
        let other = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"
        #expect(try verify(Example.request(), [other, Example.secret]) == .valid(key: 1, age: .zero))
        #expect(try verify(Example.request(), [other]) == .invalid(.mismatch))
        #expect(
            try verify(Example.request(Example.v1a), [Example.secret, Example.publicKey]) == .valid(key: 1, age: .zero)
        )
    }

    @Test(arguments: [-300, -1, 0, 300])
    func `five minutes on either side are tolerated`(seconds: Int) throws {
        let now = Example.moment + .seconds(seconds)
        #expect(try verify(Example.request(), at: now) == .valid(key: 0, age: .seconds(seconds)))
    }

    @Test func `beyond them the verdict says by how much`() throws {
        let late = try verify(Example.request(), at: Example.moment + .seconds(7_500))
        #expect(late == .invalid(.tooOld(age: .seconds(7_500), tolerance: .seconds(300))))
        #expect(
            late.fault?.text == "the signature matches, but it was made 2 h 5 min ago, and 5 min are tolerated"
        )
        let early = try verify(Example.request(), at: Example.moment + .seconds(-301))
        #expect(early == .invalid(.tooNew(ahead: .seconds(301), tolerance: .seconds(300))))
        #expect(early.fault?.text.contains("5 min 1 s ahead") == true)
    }

    @Test func `a changed body, id or time is a mismatch, however old it is`() throws {
        for change in [0, 1, 2] {
            var request = Example.request()
            switch change {
            case 0: request.body.append(0x20)
            case 1: request.headers[0].value += "x"
            default: request.headers[1].value = "1614265331"
            }
            #expect(try verify(request, at: Example.moment + .seconds(90_000)) == .invalid(.mismatch))
        }
    }

    @Test(arguments: ["webhook-id", "webhook-timestamp", "webhook-signature"])
    func `a header that is missing or there twice is named`(name: String) throws {
        var request = Example.request()
        let line = try #require(request.headers.first { $0.name.lowercased() == name })
        request.headers.append(line)
        #expect(try verify(request) == .invalid(.repeatedHeader(name, count: 2)))
        request.headers.removeAll { $0.name.lowercased() == name }
        #expect(try verify(request) == .invalid(.missingHeader(name)))
    }

    @Test(arguments: [
        ("", "malformed-header", "a signature such as v1,…"),
        ("v1", "malformed-header", "entries such as v1,…"),
        ("v1,§", "malformed-header", "the base64 of 32 bytes"),
        ("v1,AAAA", "malformed-header", "the base64 of 32 bytes"),
        (
            "v1,83484cf52b04f8e4cf2531adfed9882ad4b2665137b852442d594d20e2c9d4e1", "wrong-encoding",
            "written in hex, and base64"
        ),
        ("v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE", "wrong-encoding", "without padding"),
        ("v2,AAAA v3,AAAA", "other-version", "no v1 signature, but v2, v3"),
        (Example.v1a, "other-version", "no v1 signature, but v1a"),
    ])
    func `a signature that cannot be read says what is expected`(value: String, code: String, words: String) throws {
        let fault = try #require(try verify(Example.request(value)).fault)
        #expect(fault.code == code)
        #expect(fault.text.contains(words))
    }

    @Test(arguments: ["", "-1", "now", "1614265330.5", " 1614265330", "1614265330000", "9999999999999999999999"])
    func `a time that is none is refused`(value: String) throws {
        var request = Example.request()
        request.headers[1].value = value
        #expect(try verify(request).fault?.code == "malformed-header")
    }

    @Test(arguments: [
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "begins with whsec_"),
        ("whsec-MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "begins with whsec_"),
        ("other_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "begins with whsec_"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", "is not base64"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLQ==", "this one holds 22"),
        ("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "here are 24"),
        ("whsk_" + String(repeating: "QUJD", count: 21) + "QQ==", "do not belong together"),
        ("whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "here are 24"),
    ])
    func `a bad secret is refused in words that do not show it`(secret: String, words: String) {
        let complaint = #expect(throws: StandardKey.Complaint.self) { try StandardKey(secret) }
        #expect(complaint?.text.contains(words) == true)
        #expect(complaint?.text.contains("MfKQ") == false)
    }
}
