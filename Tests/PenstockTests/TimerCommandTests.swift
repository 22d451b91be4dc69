import Foundation
import PenstockJSON
import Testing

/// Timers with the real command: declared, listed, moved, cancelled, changed, killed.
@Suite(.serialized) struct `Timers of a running server` {
    private static let timers = """
        timers:
          - emit: cert.expiring
            at: /data/until
            offsets: [-30d, -7d]
            cancelled_by: { type: cert.*, same: [/data/username] }
        """

    private func site(_ receiver: Receiver, _ timers: String = timers) throws -> Site {
        try Site([
            "pipelines/events/cert.issued.yaml": Self.type("cert.issued", timers),
            "pipelines/events/cert.expiring.yaml": Self.type("cert.expiring"),
            "pipelines/reminder.yaml": """
            name: reminder
            on: cert.expiring
            stages:
              - transport: http
                with: { url: "\(receiver.url)" }
            """,
        ])
    }

    private static func type(_ name: String, _ rest: String = "") -> String {
        "type: \(name)\nperson: /data/username\n\(rest)\nsample: { username: learner1, until: \"2099-06-30\" }\n"
    }

    /// Certificates as one batch.
    private func issue(_ usernames: [String], _ site: Site, _ server: Server, until: String = "2099-06-30") throws {
        let events = usernames.map { name -> JSONValue in
            [
                "specversion": "1.0", "id": .string("cert-\(name)-\(until)"), "source": "/lms", "type": "cert.issued",
                "data": ["username": .string(name), "until": .string(until)],
            ]
        }
        let emitted = try site.penstock("emit", "-", "--server", server.url, input: JSONValue.array(events).text)
        try #require(emitted.status == 0, "\(emitted.error)")
    }

    private func timers(_ site: Site, _ server: Server, _ arguments: String...) throws -> [JSONValue] {
        let listed = try site.penstock(["timers"] + arguments + ["--json", "--server", server.url])
        try #require(listed.status == 0, "\(listed.error)")
        return try JSONValue.parse(listed.output)["items"]?.arrayValue ?? []
    }

    private func id(_ timer: JSONValue?) throws -> String { try #require(timer?["id"]?.stringValue) }

    /// A time of RFC 3339, so far from now.
    private func time(in seconds: Double) -> String {
        let format = ISO8601DateFormatter()
        format.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        return format.string(from: Date().addingTimeInterval(seconds))
    }

    @Test func `are listed, moved so that their event arrives, and cancelled`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        try issue(["learner1", "learner2"], site, server)
        let table = try site.penstock(["timers", "--server", server.url])
        #expect(table.status == 0 && table.output.contains("cert.expiring") && table.output.contains("learner2"))
        #expect(try timers(site, server).count == 4)
        #expect(try timers(site, server, "--due-within", "30d").isEmpty)
        #expect(try timers(site, server, "--emit", "cert.exp*", "--person", "learner2").count == 2)
        let own = try timers(site, server, "--person", "learner1")
        #expect(own.map { $0["offset_days"] } == [-30, -7] && own.first?["due"] == "2099-05-31T08:00:00Z")

        let moved = try site.penstock([
            "timers", "move", try id(own.first), "--to", time(in: 0.2), "--server", server.url,
        ])
        #expect(moved.status == 0 && moved.output.contains("due "), "\(moved)")
        #expect(receiver.wait { $0.events.count == 1 })
        let fired = try #require(try timers(site, server, "--state", "fired").first)
        #expect(receiver.all.events.keys.first == fired["became"]?.stringValue)
        #expect(try id(fired) == id(own.first) && fired["moved"] == true)

        let cancelled = try site.penstock(["timers", "cancel", try id(own.last), "--server", server.url])
        #expect(cancelled.status == 0 && cancelled.output.contains("cancelled"), "\(cancelled)")
        #expect(try timers(site, server, "--person", "learner1").isEmpty)
        let again = try site.penstock(["timers", "cancel", try id(own.last), "--server", server.url])
        #expect(again.status == 1 && again.error.contains("there is nothing to cancel"), "\(again)")

        let explained = try site.penstock(["explain", "cert-learner1-2099-06-30", "--server", server.url])
        #expect(explained.output.contains("timer \(try id(own.first))  cert.expiring  fired"), "\(explained.output)")
        try issue(["learner2"], site, server, until: "2100-06-30")
        #expect(try timers(site, server, "--state", "cancelled", "--person", "learner2").count == 2, "renewed")
        #expect(
            try timers(site, server).map { $0["event"] } == ["cert-learner2-2100-06-30", "cert-learner2-2100-06-30"]
        )
    }

    @Test(arguments: [
        (["timers", "move", "tim_nothing_1", "--to", "2099-01-01T08:00"], 1, "there is no timer"),
        (["timers", "move", "tim_nothing_1"], 2, "--to"), (["timers", "--state", "pendig"], 1, "is 'pending' meant?"),
        (["timers", "--due-within", "soon"], 1, "how far ahead"), (["timers", "--limit", "0"], 2, "1 to 500"),
        (["timers", "cancel", "x"], 1, "there is no timer"),
    ])
    func `say what is wrong with what is asked`(arguments: [String], status: Int32, sentence: String) throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        let answer = try site.penstock(arguments + ["--server", server.url])
        #expect(answer.status == status && (answer.error + answer.output).contains(sentence), "\(answer)")
    }

    @Test func `follow a reload, of which diff tells before`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        try issue(["learner1", "learner2", "learner3"], site, server)
        #expect(try site.penstock("diff", "--server", server.url).output.contains("nothing changes"))
        let changed = Self.timers.replacing("[-30d, -7d]", with: "[-14d, -7d]\n    time: \"09:00\"")
        try site.write(Self.type("cert.issued", changed), to: "pipelines/events/cert.issued.yaml")
        let diff = try site.penstock("diff", "--server", server.url)
        #expect(diff.output.contains("timers of cert.issued: 3 added, 3 moved, 3 dropped"), "\(diff)")
        #expect(try timers(site, server).first?["due"] == "2099-05-31T08:00:00Z", "nothing has changed yet")
        #expect(try site.penstock("reload", "--server", server.url).status == 0)
        let isDone = try API(server).wait(seconds: 30) { _ in
            try timers(site, server).map { $0["due"] }
                == ["2099-06-16T09:00:00Z", "2099-06-16T09:00:00Z", "2099-06-16T09:00:00Z"]
                + ["2099-06-23T09:00:00Z", "2099-06-23T09:00:00Z", "2099-06-23T09:00:00Z"]
        }
        let now = try timers(site, server)
        #expect(isDone, "\(now)")
        #expect(try timers(site, server, "--state", "cancelled").allSatisfy { $0["reason"]?["code"] == "undeclared" })
        #expect(try site.penstock("diff", "--server", server.url).output.contains("nothing changes"))
    }

    @Test func `come to events from before their rules, of which diff tells`() throws {
        let receiver = try Receiver()
        let site = try site(receiver, "")
        let server = try Server(site)
        try issue(["learner1", "learner2"], site, server)
        try issue(["learner1"], site, server, until: "2099-12-31")
        try issue(["learner3"], site, server, until: "2001-01-31")
        #expect(try timers(site, server).isEmpty)
        try site.write(Self.type("cert.issued", Self.timers), to: "pipelines/events/cert.issued.yaml")
        let diff = try site.penstock("diff", "--server", server.url)
        #expect(diff.output.contains("timers of cert.issued: 4 added"), "\(diff)")
        #expect(try site.penstock("reload", "--server", server.url).status == 0)
        let isDone = try API(server).wait(seconds: 30) { _ in
            try timers(site, server, "--state", "pending").map { $0["due"]?.stringValue?.prefix(10) }
                == ["2099-05-31", "2099-06-23", "2099-12-01", "2099-12-24"]
        }
        let now = try timers(site, server)
        #expect(isDone, "\(now)")
        let cancelled = try timers(site, server, "--state", "cancelled")
        #expect(cancelled.map { $0["cancelled_by"] } == ["cert-learner1-2099-12-31", "cert-learner1-2099-12-31"])
        #expect(try site.penstock("diff", "--server", server.url).output.contains("nothing changes"))
    }

    @Test func `go with the person who is erased`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        try issue(["learner1", "learner10"], site, server)
        let erased = try site.penstock(["erase", "--username", "learner1", "--yes", "--server", server.url])
        #expect(erased.status == 0, "\(erased)")
        #expect(try timers(site, server).map { $0["person"] } == ["learner10", "learner10"])
    }

    @Test(.timeLimit(.minutes(4)))
    func `become each one event, though the server is killed while they are due`() throws {
        let count = 200
        let receiver = try Receiver()
        let site = try site(receiver, Self.timers.replacing("[-30d, -7d]", with: "[-7d]"))
        var server = try Server(site)
        try issue((0..<count).map { "learner\($0)" }, site, server)
        let api = API(server)
        let all = try api.get("/v1/timers?limit=500")["items"]?.arrayValue ?? []
        try #require(all.count == count)
        for (index, timer) in all.enumerated() {
            // Over a second and a half, and some at once.
            let due = JSONValue.string(time(in: 1.5 + Double(index / 20) * 0.15))
            let moved = try api.post("/v1/timers/\(try id(timer))/move", ["due": due])
            try #require(moved.status == 200, "\(moved)")
        }
        for few in [30, 90, 150] {
            let haveFired = try API(server).wait(seconds: 60) { api in
                try count - Int(api.metric("penstock_timers_pending")) >= few
            }
            try #require(haveFired, "\(server.log.suffix(2000))")
            server.kill()
            server = try Server(site)
        }
        let haveArrived = receiver.wait(seconds: 60) { $0.events.count >= count }
        #expect(haveArrived, "\(receiver.all.events.count) of \(count) arrived; \(server.log.suffix(2000))")
        let events = try API(server).get("/v1/events?type=cert.expiring&limit=500")["items"]?.arrayValue ?? []
        #expect(events.count == count, "each exists once")
        #expect(Set(events.compactMap { $0["id"]?.stringValue }).count == count)
        #expect(Set(receiver.all.events.keys) == Set(events.compactMap { $0["id"]?.stringValue }))
        #expect(try API(server).metric("penstock_timers_pending") == 0)
        #expect(server.end(by: 15) == 0)
        #expect(try site.integrity() == "ok")
    }
}
