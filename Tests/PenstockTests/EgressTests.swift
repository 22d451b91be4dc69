import Foundation
import Glibc
import PenstockJSON
import Testing

/// Where the host lets a pipeline connect whose URL takes its host from the event.
@Suite(.serialized) struct `A URL with a host from event data` {
    /// A pipeline whose URL is a template, and one that names its host.
    private func site(_ receiver: Receiver, keys: String = "", settings: String = "{}") throws -> Site {
        try Site([
            "pipelines/penstock.yaml": settings,
            "pipelines/rendered.yaml": """
            name: rendered
            on: course.completed
            retry: { schedule: [1h] }
            \(keys)
            stages:
              - transport: http
                with: { url: "http://{{data.host}}:\(receiver.port)/rendered" }
            ---
            name: written
            on: course.started
            stages:
              - transport: http
                with: { url: "http://127.0.0.1:\(receiver.port)/{{data.host}}" }
            """,
        ])
    }

    /// Sends an event and waits until its delivery has come to rest.
    private func send(_ host: String, type: String = "course.completed", _ site: Site, _ server: Server) throws
        -> JSONValue
    {
        let event = #"{"type":"\#(type)","data":{"host":"\#(host)"}}"#
        let sent = try site.penstock("emit", "-", "--json", "--server", server.url, input: event)
        let answer = try JSONValue.parse(sent.output)
        let accepted = answer.arrayValue?.first ?? answer
        let id = try #require(accepted["deliveries"]?.arrayValue?.first?["id"]?.stringValue, "\(sent.output)")
        var seen = JSONValue.null
        let end = Date(timeIntervalSinceNow: 30)
        while Date() < end {
            seen = try JSONValue.parse(try site.penstock("deliveries", id, "--json", "--server", server.url).output)
            if ["delivered", "dead", "waiting"].contains(seen["state"]?.stringValue ?? "") { return seen }
        }
        Issue.record("never at rest: \(seen) \(server.log)")
        return seen
    }

    @Test func `reaches nothing private, and the attempt says why`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        for host in ["127.0.0.1", "2130706433", "0x7f.1", "localhost", "0", "169.254.169.254", "10.0.0.1"] {
            let dead = try send(host, site, server)
            let attempt = try #require(dead["attempts"]?.arrayValue?.first, "\(dead)")
            #expect(dead["state"] == "dead" && dead["reason"]?["code"] == "egress-refused", "\(dead)")
            #expect(
                attempt["code"] == "egress-refused" && attempt["outcome"] == "permanent" && attempt["sent"] == "no",
                "\(attempt)"
            )
            let text = attempt["text"]?.stringValue ?? ""
            #expect(text.contains("which is not public") && text.contains("egress.allow"), "\(text)")
        }
        #expect(receiver.all.requests.isEmpty)
        // What the pipeline itself names is its author's choice.
        #expect(try send("x", type: "course.started", site, server)["state"] == "delivered")
    }

    @Test(arguments: [
        ("egress: { allow: [127.0.0.0/8, \"::1\"] }", "{}", [:]), ("egress: { allow: [localhost] }", "{}", [:]),
        ("", "egress: { allow: [localhost] }", [:]), ("", "{}", ["PENSTOCK_EGRESS_ALLOW": "10.0.0.0/8, localhost"]),
    ])
    func `reaches what is allowed`(keys: String, settings: String, environment: [String: String]) throws {
        let receiver = try Receiver()
        let site = try site(receiver, keys: keys, settings: settings)
        let server = try Server(site, environment: environment)
        let done = try send("localhost", site, server)
        #expect(done["state"] == "delivered", "\(done)")
        #expect(try send("10.0.0.1", site, server)["state"] != "delivered")
    }

    @Test func `reaches what its own pipeline allows, and other pipelines do not`() throws {
        let receiver = try Receiver()
        let site = try site(receiver, keys: "egress: { allow: [127.0.0.1] }")
        try site.write(
            """
            name: other
            on: user.added
            stages:
              - transport: http
                with: { url: "http://{{data.host}}:\(receiver.port)/other" }
            """,
            to: "pipelines/other.yaml"
        )
        let server = try Server(site)
        #expect(try send("127.0.0.1", site, server)["state"] == "delivered")
        #expect(try send("127.0.0.1", type: "user.added", site, server)["state"] == "dead")
        #expect(receiver.all.requests.map(\.start) == ["POST /rendered HTTP/1.1"])
    }

    @Test func `takes no way round through a proxy of the environment`() throws {
        let (receiver, proxy) = (try Receiver(), try Receiver())
        let site = try site(receiver)
        let address = "http://127.0.0.1:\(proxy.port)"
        let names = ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
        var environment = Dictionary(uniqueKeysWithValues: names.map { ($0, address) })
        environment["no_proxy"] = ""
        environment["NO_PROXY"] = ""
        let server = try Server(site, environment: environment)
        #expect(try send("127.0.0.1", site, server)["reason"]?["code"] == "egress-refused")
        #expect(try send("x", type: "course.started", site, server)["state"] == "delivered")
        #expect(receiver.all.requests.map(\.start) == ["POST /x HTTP/1.1"] && proxy.all.requests.isEmpty)
    }

    @Test func `that answers only in part has an attempt that says so`() throws {
        let (listener, port) = try Socket.listening()
        Thread.detachNewThread {
            while let socket = listener.accepted() {
                var reader = HTTPReader(socket)
                _ = reader.next()
                let head = "HTTP/1.1 503 Busy\r\nRetry-After: 7200\r\nContent-Length: 100\r\n\r\nbegun"
                try? socket.write(Array(head.utf8))
            }
        }
        defer { listener.shutDown() }
        let site = try Site([
            "pipelines/cut.yaml": """
            name: cut
            on: course.completed
            retry: { schedule: [1s], jitter: 0% }
            stages:
              - transport: http
                with: { url: "http://127.0.0.1:\(port)/" }
            """
        ])
        let server = try Server(site)
        let waiting = try send("x", site, server)
        let attempt = try #require(waiting["attempts"]?.arrayValue?.first, "\(waiting)")
        #expect(attempt["response"]?["truncated"] == true && attempt["status"] == 503, "\(attempt)")
        #expect(attempt["text"]?.stringValue?.contains("it asks to wait 2h") == true, "\(attempt)")
    }
}
