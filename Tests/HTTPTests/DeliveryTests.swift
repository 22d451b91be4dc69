internal import HTTPStages
internal import PenstockPluginKit
internal import PluginTesting
internal import Testing

/// A transport that sends to a receiver.
func transport(_ receiver: Receiver, _ more: String = "", path: String = "/hook") throws -> StageHarness {
    try StageHarness(library, .transport, "http", with: #"{"url":"\#(receiver.url)\#(path)"\#(more)}"#)
}

@Suite struct `A request` {
    @Test func `carries the body, the headers and who sends it`() async throws {
        let receiver = try Receiver { _ in .status(200) }
        let more = #","headers":{"x-course":"{{data.course}}","x-fixed":"a b"},"auth":{"bearer":"token-1"}"#
        let stage = try transport(receiver, more, path: "/people/{{data.who}}?a=1")
        var message = TestMessage(data: #"{"course":"Wörk safe","who":"a/b c"}"#)
        message.headers = [Field("webhook-id", "msg_1"), Field("x-empty", "")]
        let done = try await stage.send(message)
        #expect(done.outcome == .delivered && done.status == 200 && done.sent == .yes)
        let request = try #require(receiver.requests.first)
        #expect(request.method == "POST" && request.target == "/people/a%2Fb%20c?a=1")
        #expect(request.body == Array(message.eventJSON.utf8))
        #expect(request.headers["x-course"] == "Wörk safe" && request.headers["x-fixed"] == "a b")
        #expect(request.headers["webhook-id"] == "msg_1" && request.headers["x-empty"] == "")
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["user-agent"] == "Penstock/1.0.0")
        #expect(request.headers["authorization"] == "Bearer token-1")
        #expect(request.headers["expect"] == nil)
    }

    @Test func `is known before it is signed, but for its credentials`() throws {
        let receiver = try Receiver { _ in .status(200) }
        let stage = try transport(receiver, #","method":"PUT","auth":{"bearer":"token-1"},"headers":{"x-a":"1"}"#)
        let answer = try stage.prepare(TestMessage())
        #expect(answer.method == "PUT" && answer.target == receiver.url + "/hook")
        #expect(answer.header("content-type") == "application/json" && answer.header("x-a") == "1")
        #expect(answer.header("authorization") == nil)
    }

    @Test func `of a replay names the delivery that it repeats, and no other does`() throws {
        let receiver = try Receiver { _ in .status(200) }
        let stage = try transport(receiver)
        var call = TestCall()
        #expect(try stage.prepare(TestMessage(), call).header("webhook-replay-of") == nil)
        (call.purpose, call.replayOf) = (.replay, "dlv_k3f9x2pq_17")
        #expect(try stage.prepare(TestMessage(), call).header("webhook-replay-of") == "dlv_k3f9x2pq_17")
    }

    @Test(arguments: ["PUT", "PATCH", "DELETE", "GET"])
    func `has the method that is configured`(method: String) async throws {
        let receiver = try Receiver { _ in .status(204) }
        let stage = try transport(receiver, #","method":"\#(method)""#)
        #expect(try await stage.send(TestMessage()).outcome == .delivered)
        #expect(receiver.requests.map(\.method) == [method])
        #expect(receiver.requests.first?.body.isEmpty == (method == "GET"))
    }

    @Test func `can have an empty body`() async throws {
        let receiver = try Receiver { _ in .status(200) }
        let stage = try transport(receiver)
        #expect(try await stage.send(TestMessage(body: "")).outcome == .delivered)
        #expect(receiver.requests.first?.headers["content-length"] == "0")
    }

    @Test func `says who sends it by name and password`() async throws {
        let receiver = try Receiver { _ in .status(200) }
        let stage = try transport(receiver, #","auth":{"basic":{"username":"hook","password":"p:ä"}}"#)
        _ = try await stage.send(TestMessage())
        #expect(receiver.requests.first?.headers["authorization"] == "Basic aG9vazpwOsOk")
    }

    @Test(arguments: [Field("x-a", "1\r\nx-b: 2"), Field("x a", "1"), Field("Transfer-Encoding", "chunked")])
    func `with a header that would break it is never sent`(header: Field) async throws {
        let receiver = try Receiver { _ in .status(200) }
        let stage = try transport(receiver)
        var message = TestMessage()
        message.headers = [header]
        let done = try await stage.send(message)
        #expect(done.outcome == .permanent && done.code == "bad-header" && done.sent == .no)
        #expect(receiver.connections == 0)
    }

    @Test func `whose template names a missing field is a failure that says which`() throws {
        let receiver = try Receiver { _ in .status(200) }
        let stage = try transport(receiver, path: "/{{data.person.id}}")
        let answer = try stage.prepare(TestMessage())
        #expect(answer.failure?.code == "missing-field")
        #expect(answer.failure?.text.contains("data.person.id") == true)
        let offset = receiver.url.utf8.count + 3
        #expect(stage.readings == [Reading("/url", "/data/person/id", offset: offset)])
    }

    @Test func `to an address that the host forbids is never sent`() async throws {
        let receiver = try Receiver { _ in .status(200) }
        let stage = try StageHarness(
            library,
            .transport,
            "http",
            with: #"{"url":"\#(receiver.url)"}"#,
            egress: { name, address in "\(name) is \(address), a private address" }
        )
        let done = try await stage.send(TestMessage())
        #expect(done.outcome == .permanent && done.code == "egress-refused" && done.sent == .no)
        #expect(done.sentence.contains("127.0.0.1 is 127.0.0.1:\(receiver.port), a private address"))
        #expect(receiver.connections == 0)
    }

    @Test func `over a kept connection is checked too when events choose the host`() async throws {
        let receiver = try Receiver { _ in .status(200) }
        let trusted = try transport(receiver)
        #expect(try await trusted.send(TestMessage()).outcome == .delivered)
        let other = try StageHarness(
            library,
            .transport,
            "http",
            with: #"{"url":"http://{{data.host}}:\#(receiver.port)/"}"#,
            egress: { _, _ in "it is a private address" }
        )
        let done = try await other.send(TestMessage(data: #"{"host":"127.0.0.1"}"#))
        #expect(done.code == "egress-refused" && receiver.requests.count == 1)
    }
}
