import PenstockCore
import PenstockJSON
import Testing

@testable import PenstockServer

@Suite struct `The server` {
    @Test(arguments: ["/v1", "/v1/event", "/v1/events/a/b", "/v1/pipelines/x/y", "/v2/events", "/%zz"])
    func `has a problem document for paths it does not know`(target: String) async throws {
        try await TestServer.run { server async throws in
            for method in ["GET", "POST", "DELETE"] {
                let answer = try await server.send(method, target)
                #expect(answer.status == 404)
                #expect(answer.problem == "not-found")
            }
        }
    }

    @Test(arguments: [
        ("DELETE", "/v1/events", "GET, HEAD, OPTIONS, POST"), ("PUT", "/v1/events/1", "GET, HEAD"),
        ("GET", "/v1/deliveries/1/retry", "POST"), ("OPTIONS", "/v1/status", "GET, HEAD"),
        ("QUERY", "/v1/status", "GET, HEAD"), ("PROPFIND", "/v1/backups/current", "GET, HEAD"),
        ("POST", "/metrics", "GET, HEAD"),
    ])
    func `says which methods a path answers`(method: String, target: String, allow: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(method, target)
            #expect(answer.status == 405)
            #expect(answer.headers["allow"] == allow)
            #expect(answer.problem == "method-not-allowed")
        }
    }

    @Test func `answers HEAD without a body`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send("HEAD", "/healthz")
            #expect(answer.status == 200)
            #expect(answer.headers["content-length"] == "3")
        }
    }

    @Test func `explains its problems`() async throws {
        try await TestServer.run { server async throws in
            for kind in ProblemKind.allCases {
                let json = try await server.get(kind.uri).json
                #expect(json["type"]?.stringValue == kind.uri)
                #expect(json["status"]?.numberValue?.int64 == Int64(kind.status))
                #expect(json["explanation"]?.stringValue?.isEmpty == false)
            }
            #expect(try await server.get("/problems").json["items"]?.count == ProblemKind.allCases.count)
            #expect(try await server.get("/problems/none").status == 404)
        }
    }

    @Test func `answers many requests on one connection, sent at once, in order`() async throws {
        try await TestServer.run { server async throws in
            var bytes: [UInt8] = []
            for number in 0..<50 {
                // A refusal in between must not shift what follows.
                let type = number == 25 ? "" : #""type":"x","#
                let body = Array(#"{\#(type)"id":"\#(number)"}"#.utf8)
                bytes += TestServer.request(
                    "POST",
                    "/v1/events",
                    headers: ["Content-Type: application/json"],
                    body: body
                )
            }
            let exchange = try await exchange(server.port, bytes, answers: 50)
            #expect(exchange.answers.count == 50)
            for (number, answer) in exchange.answers.enumerated() where number != 25 {
                #expect(try answer.json["id"]?.stringValue == "\(number)")
            }
            #expect(exchange.answers[25].status == 400)
            #expect(!exchange.isClosed)
        }
    }

    @Test func `answers events and other requests in the order in which they came`() async throws {
        try await TestServer.run { server async throws in
            let json = ["Content-Type: application/json"]
            let chunked =
                "POST /v1/events HTTP/1.1\r\nHost: [::1]\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n1c\r\n{\"type\":\"x\",\"id\":\"chunked\"} \r\n0\r\n\r\n"
            var bytes: [UInt8] = []
            for _ in 0..<3 {
                bytes += TestServer.request(
                    "POST",
                    "/v1/events",
                    headers: json,
                    body: Array(#"{"type":"x","id":"1"}"#.utf8)
                )
                bytes += TestServer.request("GET", "/healthz")
                bytes += TestServer.request("POST", "/v1/events", headers: json, body: Array("{".utf8))
                bytes += Array(chunked.utf8)
            }
            let exchange = try await exchange(server.port, bytes, answers: 12)
            #expect(exchange.answers.map(\.status) == [202, 200, 400, 202, 202, 200, 400, 202, 202, 200, 400, 202])
            #expect(try exchange.answers[3].json["id"]?.stringValue == "chunked")
            for answer in exchange.answers {
                #expect(answer.headers["date"] != nil && answer.headers["server"] == "penstock")
            }
        }
    }

    @Test func `closes when the client wants it to`() async throws {
        try await TestServer.run { server async throws in
            let bytes = TestServer.request("GET", "/healthz", headers: ["Connection: close"])
            #expect(try await exchange(server.port, bytes, awaitsClose: true).isClosed)
        }
    }

    @Test func `cuts connections that are not HTTP`() async throws {
        try await TestServer.run { server async throws in
            let exchange = try await exchange(server.port, Array("hello there\r\n\r\n".utf8), awaitsClose: true)
            #expect(exchange.answers.first?.status == 400)
            #expect(exchange.isClosed)
        }
    }
}

@Suite struct `Small parts` {
    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
    ])
    func `dates are those of HTTP`(second: Int64, text: String) {
        #expect(HTTPDates.text(of: second) == text)
    }

    @Test(
        arguments: [
            ("a%20b", "a b"), ("%C3%A4", "ä"), ("a+b", "a+b"), ("", ""), ("%", nil), ("%4", nil), ("%4g", nil),
            ("%FF", nil),
            ("%2541", "%41"),
        ] as [(String, String?)]
    )
    func `percent-encoding is undone once`(text: String, expected: String?) {
        #expect(String(percentDecoding: text) == expected)
    }

    @Test(
        arguments: [
            ("application/json", "application/json", nil), (" Text/Plain ; Charset=UTF-8", "text/plain", "utf-8"),
            ("a/b; x=y; charset=\"latin1\"", "a/b", "latin1"), ("", "", nil), (";;", "", nil),
        ] as [(String, String, String?)]
    )
    func `media types are read`(header: String, name: String, charset: String?) {
        let type = MediaType(header)
        #expect(type.name == name)
        #expect(type.charset == charset)
    }

    @Test(arguments: ["abc", "\"a b\"", "\"a\\\"b\"", "\"", "\"\""])
    func `values of headers are unquoted`(header: String) {
        let expected = ["abc": "abc", "\"a b\"": "a b", "\"a\\\"b\"": "a\"b", "\"": "\"", "\"\"": ""]
        #expect(BinaryEvent.decoded(header) == expected[header])
    }

    @Test(arguments: [1, 35, 36, Int64.max])
    func `cursors come back as they went`(position: Int64) {
        let text = Cursor.text(position, in: .events)
        #expect(Cursor.position(text, in: .events) == position)
        #expect(Cursor.position(text, in: .deliveries) == nil)
    }

    @Test(arguments: ["", "e", "e0", "e-5", "ezzzzzzzzzzzzzzzzzzzzz", "e 1"])
    func `cursors of others are refused`(text: String) {
        #expect(Cursor.position(text, in: .events) == nil)
    }
}
