import Foundation
import Glibc
import PenstockJSON
import Testing

@Suite(.serialized) struct `Lanes of a running server` {
    private func pipeline(_ name: String, to url: String, more: String = "") -> String {
        """
        name: \(name)
        on: course.completed
        retry: { schedule: [1h] }
        \(more)
        stages:
          - transport: http
            with: { url: "\(url)", timeout: 30s }
        """
    }

    private func emit(_ site: Site, _ server: Server, count: Int) throws {
        let events = (0..<count).map { _ in
            #"{"specversion":"1.0","id":"\#(UUID())","source":"/t","type":"course.completed","data":{}}"#
        }
        try site.write("[\(events.joined(separator: ","))]", to: "batch.json")
        let sent = try site.penstock("emit", "batch.json", "--server", server.url)
        #expect(sent.status == 0, "\(sent.error)")
    }

    /// What the API says of a pipeline, once it is as it should be; looked at again until then, within bounds.
    private func pipeline(
        _ name: String,
        _ server: Server,
        until isRight: (JSONValue) -> Bool
    ) throws -> JSONValue {
        var seen = JSONValue.null
        let end = Date(timeIntervalSinceNow: 60)
        while Date() < end {
            seen = try API(server).get("/v1/pipelines/\(name)")
            if isRight(seen) { return seen }
        }
        Issue.record("not seen: \(seen) \(server.log)")
        return seen
    }

    private func deliveries(_ site: Site, _ server: Server, _ options: String...) throws -> [JSONValue] {
        let list = try site.penstock(["deliveries", "--json", "--server", server.url] + options)
        return try JSONValue.parse(list.output)["items"]?.arrayValue ?? []
    }

    @Test func `endpoints that never answer keep nothing from one that works`() throws {
        let gate = Gate()
        let hanging = try Receiver { _ in
            gate.wait()
            return 200
        }
        defer { gate.open() }
        let receiver = try Receiver()
        let site = try Site()
        for index in 1...49 {
            try site.write(pipeline("dead-\(index)", to: hanging.url), to: "pipelines/d\(index).yaml")
        }
        try site.write(pipeline("live", to: receiver.url), to: "pipelines/live.yaml")
        let server = try Server(site)
        try emit(site, server, count: 60)
        #expect(receiver.wait { $0.requests.count == 60 })
        server.kill()
    }

    @Test func `an endpoint that fails is left alone but for a probe, also across a restart, and recovers`() throws {
        let accepting = Switch()
        let receiver = try Receiver { _ in accepting.isOn ? 200 : 503 }
        let watcher = try Receiver()
        let site = try Site()
        try site.write(pipeline("hr", to: receiver.url), to: "pipelines/hr.yaml")
        try site.write(
            pipeline("watcher", to: watcher.url).replacing("on: course.completed", with: "on: [penstock.endpoint.*]"),
            to: "pipelines/watcher.yaml"
        )
        let server = try Server(site)
        try emit(site, server, count: 60)
        let failing = try pipeline("hr", server) { $0["failing"] != nil }
        #expect(failing["lane"] == "open" && failing["failing"]?["reason"]?["text"] != nil, "\(failing)")
        #expect(watcher.wait { $0.requests.count == 1 })
        let told = try JSONValue.parse(try #require(watcher.all.requests.first).body)
        #expect(told["type"] == "penstock.endpoint.failing" && told["data"]?["pipeline"] == "hr", "\(told)")
        #expect(receiver.all.requests.count < 60, "most of them were never tried")

        #expect(server.end(by: SIGTERM) == 0)
        accepting.turnOn()
        let again = try Server(site)
        #expect(try site.penstock("resume", "hr", "--server", again.url).status == 0)
        #expect(watcher.wait { $0.requests.count == 2 })
        let recovered = try JSONValue.parse(try #require(watcher.all.requests.last).body)
        #expect(recovered["type"] == "penstock.endpoint.recovered", "\(recovered)")
        #expect(try pipeline("hr", again) { $0["failing"] == nil }["lane"] == "open")
        #expect(again.end(by: SIGTERM) == 0)
    }

    @Test func `a pipeline that is paused stays so across a restart, and delivers what came meanwhile`() throws {
        let receiver = try Receiver()
        let site = try Site()
        try site.write(pipeline("hr", to: receiver.url), to: "pipelines/hr.yaml")
        let server = try Server(site)
        #expect(try site.penstock("pause", "hr", "--server", server.url).status == 0)
        try emit(site, server, count: 3)
        #expect(server.end(by: SIGTERM) == 0)
        let again = try Server(site)
        try emit(site, again, count: 2)
        #expect(receiver.all.requests.isEmpty)
        #expect(try site.penstock("resume", "hr", "--server", again.url).status == 0)
        #expect(receiver.wait { $0.requests.count == 5 })
    }

    @Test func `single deliveries are cancelled and held, while others go on`() throws {
        let gate = Gate()
        let receiver = try Receiver { _ in
            gate.wait()
            return 200
        }
        let site = try Site()
        try site.write(pipeline("hr", to: receiver.url, more: "concurrency: 1"), to: "pipelines/hr.yaml")
        let server = try Server(site)
        try emit(site, server, count: 4)
        gate.waitForVisitor()
        // Newest first: the last is the one under way.
        let ids = try deliveries(site, server).compactMap { $0["id"]?.stringValue }
        try #require(ids.count == 4)
        #expect(try site.penstock("cancel", ids[0], "--server", server.url).status == 0)
        let held = try site.penstock("hold", ids[1], "--reason", "ask HR", "--server", server.url)
        #expect(held.status == 0 && held.output.contains("held: ask HR"), "\(held.output) \(held.error)")
        gate.open()
        #expect(receiver.wait { $0.requests.count == 2 })
        #expect(try deliveries(site, server, "--state", "cancelled").map { $0["id"]?.stringValue } == [ids[0]])
        #expect(try deliveries(site, server, "--state", "held").map { $0["id"]?.stringValue } == [ids[1]])
        #expect(try site.penstock("retry", ids[1], "--server", server.url).status == 0)
        #expect(receiver.wait { $0.requests.count == 3 })
        let late = try site.penstock("cancel", ids[3], "dlv_nowhere1_1", "--server", server.url)
        #expect(late.status == 1 && late.error.contains("delivered") && late.error.contains("dlv_nowhere1_1"))
    }

    @Test func `an address that changes lifts the hold of one that is gone`() throws {
        let gone = try Receiver { _ in 410 }
        let receiver = try Receiver()
        let site = try Site()
        try site.write(pipeline("hr", to: gone.url), to: "pipelines/hr.yaml")
        let server = try Server(site)
        try emit(site, server, count: 1)
        #expect(try pipeline("hr", server) { $0["lane"] == "held" }["hold"]?["code"] == "gone")
        #expect(server.end(by: SIGTERM) == 0)
        let same = try Server(site)
        #expect(try pipeline("hr", same) { _ in true }["lane"] == "held")
        #expect(same.end(by: SIGTERM) == 0)
        try site.write(pipeline("hr", to: receiver.url), to: "pipelines/hr.yaml")
        let other = try Server(site)
        try emit(site, other, count: 1)
        #expect(receiver.wait { $0.requests.count == 1 })
    }
}
