import Foundation
import PenstockJSON
import Testing

/// The services of a plugin in a running server, asked by a filter in C that lets the first event of a subject pass.
@Suite(.serialized) struct `A plugin that keeps values` {
    private func site(_ url: String) throws -> Site {
        let site = try Site([
            "pipelines/hook.yaml": """
            name: hook
            on: seen.*
            retry: { schedule: [100ms, 1h], jitter: 0% }
            stages:
              - filter: com.example.first-seen
                name: seen
              - transport: http
                with: { url: "\(url)", timeout: 20s }
            """
        ])
        try site.buildPlugin("first-seen.c", as: "first-seen.so")
        return site
    }

    /// Posts an event and gives its delivery.
    private func post(_ id: String, _ subject: String = "a", to server: Server) throws -> String {
        let data = #"{"username":"learner1"}"#
        let event = #"{"id":"\#(id)","type":"seen.once","source":"/t","subject":"\#(subject)","data":\#(data)}"#
        let answer = try API(server).send("POST", "/v1/events", Array(event.utf8))
        try #require(answer.status == 202, "\(answer.start) \(String(decoding: answer.body, as: UTF8.self))")
        let deliveries = try JSONValue.parse(answer.body)["deliveries"]?.arrayValue
        return try #require(deliveries?.first?["id"]?.stringValue)
    }

    private func comes(_ delivery: String, to state: String, in server: Server) throws -> Bool {
        try API(server).wait(seconds: 30) { try $0.get("/v1/deliveries/\(delivery)")["state"]?.stringValue == state }
    }

    @Test func `passes what it sees for the first time, also after a restart, and counts`() throws {
        let receiver = try Receiver()
        let site = try site(receiver.url)
        var server = try Server(site)
        #expect(try comes(post("1", to: server), to: "delivered", in: server))
        let second = try post("2", to: server)
        #expect(try comes(second, to: "filtered", in: server))
        let reason = try API(server).get("/v1/deliveries/\(second)")["reason"]?["text"]?.stringValue
        #expect(reason == "its subject was seen before")
        let text = String(decoding: try API(server).send("GET", "/metrics").body, as: UTF8.self)
        for (verdict, count) in [("pass", 1), ("drop", 1)] {
            let labels = #"{pipeline="hook",stage="seen",verdict="\#(verdict)"}"#
            #expect(text.contains("penstock_plugin_first_seen_total\(labels) \(count)\n"), "\(text.suffix(2000))")
        }
        #expect(server.end(by: SIGTERM) == 0)
        server = try Server(site)
        #expect(try comes(post("3", to: server), to: "filtered", in: server))
        #expect(try comes(post("4", "b", to: server), to: "delivered", in: server))
        #expect(receiver.all.events == ["1": 1, "4": 1])
    }

    @Test func `loses nothing when the host is killed before the outcome is stored`() throws {
        let gate = Gate()
        let receiver = try Receiver { _ in
            gate.wait()
            return 200
        }
        let site = try site(receiver.url)
        var server = try Server(site)
        let first = try post("1", to: server)
        gate.waitForVisitor()
        server.kill()
        server = try Server(site)
        gate.open()
        #expect(try comes(first, to: "delivered", in: server), "what it noted before the kill is not there")
        #expect(try comes(post("2", to: server), to: "filtered", in: server))
        #expect(receiver.wait { $0.events["1"] == 2 } && receiver.all.events["2"] == nil)
    }

    @Test func `lets a second one wait while the first is under way, and drops it when that has arrived`() throws {
        let gate = Gate()
        let receiver = try Receiver { _ in
            gate.wait()
            return 200
        }
        let site = try site(receiver.url)
        let server = try Server(site)
        let first = try post("1", to: server)
        gate.waitForVisitor()
        let second = try post("2", to: server)
        #expect(try comes(second, to: "waiting", in: server))
        let waiting = try API(server).get("/v1/deliveries/\(second)")
        #expect(waiting["reason"]?["code"]?.stringValue == "state-reserved", "\(waiting)")
        _ = try post("3", "b", to: server)
        // Another key is free.
        gate.wait(forVisitors: 2)
        gate.open()
        #expect(try comes(first, to: "delivered", in: server) && comes(second, to: "filtered", in: server))
        #expect(receiver.wait { $0.events == ["1": 1, "3": 1] })
    }

    @Test func `keeps what a delivery wrote that is tried again, and passes it again`() throws {
        let accepting = Switch()
        let receiver = try Receiver { _ in accepting.isOn ? 200 : 503 }
        let site = try site(receiver.url)
        let server = try Server(site)
        let first = try post("1", to: server)
        try #require(receiver.wait { ($0.events["1"] ?? 0) >= 1 })
        #expect(try comes(first, to: "waiting", in: server))
        #expect(try comes(post("2", to: server), to: "filtered", in: server), "the first is not delivered, but decided")
        accepting.turnOn()
        // With its stages run again: the value names this delivery, so it is no repetition.
        let render: [UInt8] = Array(#"{"render":true}"#.utf8)
        #expect(try API(server).send("POST", "/v1/deliveries/\(first)/retry", render).status == 202)
        #expect(try comes(first, to: "delivered", in: server))
    }

    @Test func `forgets what it kept of a person who is erased`() throws {
        let receiver = try Receiver()
        let site = try site(receiver.url)
        try site.write(
            """
            type: seen.once
            description: Something was seen.
            person: /data/username
            schema: { type: object, properties: { username: { type: string } } }
            sample: { username: learner1 }
            """,
            to: "pipelines/events/seen.once.yaml"
        )
        let server = try Server(site)
        #expect(try comes(post("1", to: server), to: "delivered", in: server))
        #expect(try comes(post("2", to: server), to: "filtered", in: server))
        let erased = try site.penstock("erase", "--username", "learner1", "--yes", "--server", server.url)
        #expect(erased.status == 0, "\(erased.output) \(erased.error)")
        #expect(try comes(post("3", to: server), to: "delivered", in: server))
    }
}
