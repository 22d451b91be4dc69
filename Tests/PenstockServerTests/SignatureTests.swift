import PenstockJSON
import Testing

@Suite struct `A signature is verified` {
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let head = """
        POST /hooks HTTP/1.1
        webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek
        webhook-timestamp: 1614265330
        webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=

        """
    private static let request = head + "\n" + #"{"test": 2432232314}"#
    private static let moment = "2021-02-25T15:02:10Z"

    private func ask(_ members: JSONObject, _ body: @Sendable (Answer) throws -> Void) async throws {
        let text = JSONValue.object(members).text
        try await TestServer.run { server in
            try body(try await server.post(text, to: "/v1/signatures/verify"))
        }
    }

    private var given: JSONObject {
        ["secret": .string(Self.secret), "request": .string(Self.request), "at": .string(Self.moment)]
    }

    @Test func `and holds`() async throws {
        var members = given
        members["at"] = "2021-02-25T15:02:12Z"
        try await ask(members) { answer in
            let json = try answer.json
            #expect(answer.status == 200)
            #expect(json == ["valid": true, "form": "standard-webhooks", "age_seconds": 2, "findings": []])
            #expect(answer.headers["cache-control"] == "no-store")
        }
    }

    @Test func `and the answer says why it does not hold, without the secret`() async throws {
        var members = given
        members["request"] = .string(Self.request + "\n")
        try await ask(members) { answer in
            let json = try answer.json
            #expect(answer.status == 200 && json["valid"] == false)
            #expect(json["findings"]?.arrayValue?.compactMap { $0["code"]?.stringValue } == ["body-changed"])
            #expect(!json.text.contains("MfKQ"))
        }
    }

    @Test func `in the form and with the tolerance that are asked for`() async throws {
        var members = given
        members["form"] = "github"
        try await ask(members) { answer in
            let json = try answer.json
            #expect(json["form"] == "github" && json["valid"] == false)
        }
        members = given
        members["at"] = nil
        members["tolerance"] = "36500d"
        try await ask(members) { answer in
            let json = try answer.json
            #expect(json["valid"] == true)
        }
    }

    @Test(arguments: [
        (#"{"secret":"s"}"#, "'secret' and 'request' are needed"),
        (#"{"request":"a: b\n\n"}"#, "'secret' and 'request' are needed"),
        (#"{"secret":"s","request":"nothing"}"#, "line 1: expected 'Name: value'"),
        (#"{"secret":7,"request":"a: b\n\n"}"#, "'secret' must be a string"),
        (#"{"secret":"s","request":"a: b\n\n","form":"gitub"}"#, "is 'github' meant?"),
        (#"{"secret":"s","request":"a: b\n\n","tolerance":"soon"}"#, "a duration such as 5m"),
        (#"{"secret":"s","request":"a: b\n\n","at":"soon"}"#, "date-time"),
        (#"{"secret":"s","request":"a: b\n\n","key":"s"}"#, "there is no option 'key'"),
    ])
    func `only of a request that can be read`(body: String, words: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.post(body, to: "/v1/signatures/verify")
            let json = try answer.json
            #expect(answer.status == 400 && json["type"] == "/problems/invalid-parameter")
            #expect(json["detail"]?.stringValue?.contains(words) == true, "\(json)")
        }
    }

    @Test func `unless it is too large`() async throws {
        try await ask(["secret": "s", "request": .string(String(repeating: "x", count: 300_000))]) { answer in
            #expect(answer.status == 413)
        }
    }
}

@Suite struct `A CloudEvents sender that asks first` {
    @Test func `may send, as fast as it asks to`() async throws {
        try await TestServer.run { server in
            let answer = try await server.send(
                "OPTIONS",
                "/v1/events",
                headers: ["WebHook-Request-Origin: lms.example.com", "WebHook-Request-Rate: 120"]
            )
            #expect(answer.status == 200)
            #expect(answer.headers["webhook-allowed-origin"] == "lms.example.com")
            #expect(answer.headers["webhook-allowed-rate"] == "120")
            #expect(answer.headers["allow"] == "GET, HEAD, OPTIONS, POST")
            #expect(answer.headers["access-control-allow-origin"] == nil)
        }
    }

    @Test(arguments: [
        (["WebHook-Request-Origin: lms.example.com"], nil as String?),
        (["WebHook-Request-Origin: lms.example.com", "WebHook-Request-Rate: 0"], "*"),
        (["WebHook-Request-Origin: lms.example.com", "WebHook-Request-Rate: fast"], "*"),
    ])
    func `is told of a rate where it asks for one`(headers: [String], rate: String?) async throws {
        try await TestServer.run { server in
            let answer = try await server.send("OPTIONS", "/v1/events", headers: headers)
            #expect(answer.headers["webhook-allowed-origin"] == "lms.example.com")
            #expect(answer.headers["webhook-allowed-rate"] == rate)
        }
    }

    @Test(arguments: [
        [], ["Origin: https://lms.example.com"], ["WebHook-Request-Origin: <b>"], ["WebHook-Request-Origin: "],
    ])
    func `must name itself`(headers: [String]) async throws {
        try await TestServer.run { server in
            let answer = try await server.send("OPTIONS", "/v1/events", headers: headers)
            #expect(answer.status == 204)
            #expect(answer.headers["webhook-allowed-origin"] == nil)
            #expect(answer.headers["allow"] == "GET, HEAD, OPTIONS, POST")
        }
    }
}
