import Foundation
import Glibc
import PenstockJSON
import Testing

/// A plugin that a person trusts to run in the host's process, and that crashes or hangs there. The second time it is in
/// a worker.
@Suite(.serialized) struct `A plugin that brings the host down` {
    private static let bad = "poison-1"

    /// A pipeline that changes nothing, and one with a stage that fails at one particular event.
    private func site(_ url: String, how: String, stage: String = "", text: String = "poison") throws -> Site {
        let site = try Survival.site("\(url)")
        try site.buildPlugin("crash.c", as: "crash.so")
        try site.trustPlugin("crash.so")
        try site.write(
            """
            name: risky
            on: course.completed
            concurrency: \(Survival.slots)
            stages:
              - filter: com.example.crash
                with: { text: "\(text)", how: \(how) }
            \(stage)
              - sign: standard-webhooks
                with: { secrets: ["whsec_Zm9yLXRlc3RzLW9uLXRoaXMtbWFjaGluZS1vbmx5ISE="] }
              - transport: http
                with: { url: "\(url.replacing("/hook", with: "/risky"))", timeout: 5s }
            """,
            to: "pipelines/risky.yaml"
        )
        return site
    }

    /// Posts so many good events with the bad one among them, and waits until all are accepted.
    private func post(_ oracle: Oracle, _ server: Server, count: Int) throws {
        let first = Load(oracle, to: server, limit: count / 2, prefix: "before").start(connections: 2)
        try #require(first.finish(), "\(server.log.suffix(2000))")
        let bad = Load(oracle, to: server, limit: 1, prefix: "poison").start(connections: 1)
        let rest = Load(oracle, to: server, limit: count - count / 2, prefix: "behind").start(connections: 2)
        try #require(bad.finish() && rest.finish(), "\(server.log.suffix(2000))")
    }

    /// The bad event's delivery of a pipeline, once it is held.
    private func held(_ server: Server, of pipeline: String = "risky") throws -> JSONValue? {
        var held: JSONValue?
        _ = API(server).wait(seconds: 30) { api in
            // While the host starts anew nobody answers.
            let event = try? api.get("/v1/events/\(Self.bad)?source=%2Foracle")
            held = event?["deliveries"]?.arrayValue?.first {
                $0["pipeline"]?.stringValue == pipeline && $0["state"]?.stringValue == "held"
            }
            return held != nil
        }
        return held
    }

    /// What arrived at a path is all that was accepted, but for the bad one.
    private func expectTheRest(_ oracle: Oracle, at path: String, _ server: Server) {
        let rest = oracle.accepted.subtracting([Self.bad])
        // Not by their number: the bad one may have come there too.
        _ = oracle.wait(forArrivalOf: rest, at: path, seconds: 30)
        let missing = rest.subtracting(oracle.arrived(at: path).keys)
        #expect(missing.isEmpty, "\(missing.count) have not arrived at \(path): \(server.log.suffix(3000))")
    }

    @Test(
        .timeLimit(.minutes(2)),
        arguments: [
            ("segv", "SIGSEGV"), ("abort", "SIGABRT"), ("trap", "SIGILL"), ("divide", "SIGFPE"),
            ("overflow", "SIGSEGV"),
        ]
    )
    func `at one event: that one is held, and all else arrives`(how: String, signal: String) throws {
        let oracle = Oracle()
        let receiver = try oracle.receiver()
        let site = try site(receiver.url, how: how)
        let server = try Server(site)
        try post(oracle, server, count: 60)
        let held = try #require(try held(server), "\(server.log.suffix(3000))")
        let reason = try #require(held["reason"])
        #expect(reason["code"]?.stringValue == "quarantined")
        #expect(reason["stage"]?.stringValue == "stages/0 (com.example.crash)")
        let wanted = "the plugin com.example.crash crashed (\(signal)) in filter at stages/0 (com.example.crash)"
        #expect(reason["text"]?.stringValue?.hasPrefix(wanted) == true, "\(reason)")
        #expect(held["attempt_count"]?.numberValue?.int64 == 0)
        expectTheRest(oracle, at: "/risky", server)
        expectTheRest(oracle, at: "/hook", server)
        #expect(oracle.arrived(at: "/hook")[Self.bad] != nil, "the other pipeline takes it")
        #expect(server.log.ranges(of: "the host has started anew").count == 1)

        let status = try site.penstock("status", "--server", server.url)
        #expect(status.status == 1)
        #expect(status.output.contains("the plugin com.example.crash crashed (\(signal)) in filter"))
        #expect(server.isRunning)
        #expect(server.end(by: SIGTERM) == 0, "it stops as any other")
    }

    @Test(.timeLimit(.minutes(2)))
    func `by a trap of Swift: the same`() throws {
        let oracle = Oracle()
        let receiver = try oracle.receiver()
        let site = try Survival.site(receiver.url)
        try site.buildSwiftPlugin("Trap.swift", as: "trap.so")
        try site.trustPlugin("trap.so")
        try site.write(
            """
            name: risky
            on: course.completed
            stages:
              - filter: com.example.trap
                with: { text: poison }
              - transport: http
                with: { url: "\(receiver.url.replacing("/hook", with: "/risky"))", timeout: 5s }
            """,
            to: "pipelines/risky.yaml"
        )
        let server = try Server(site)
        try post(oracle, server, count: 40)
        let held = try #require(try held(server), "\(server.log.suffix(3000))")
        let text = held["reason"]?["text"]?.stringValue ?? ""
        #expect(
            text.hasPrefix("the plugin com.example.trap crashed (SIGILL) in filter at stages/0 (com.example.trap)"),
            "\(text)"
        )
        expectTheRest(oracle, at: "/risky", server)
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test(.timeLimit(.minutes(2)))
    func `by a call that does not come back: the same`() throws {
        let oracle = Oracle()
        let receiver = try oracle.receiver()
        let site = try site(receiver.url, how: "loop", stage: "    timeout: 1s")
        let server = try Server(site)
        try post(oracle, server, count: 40)
        let held = try #require(try held(server), "\(server.log.suffix(3000))")
        let text = held["reason"]?["text"]?.stringValue ?? ""
        #expect(
            text.hasPrefix("the plugin com.example.crash hung in filter at stages/0 (com.example.crash)"),
            "\(text)"
        )
        expectTheRest(oracle, at: "/risky", server)
        expectTheRest(oracle, at: "/hook", server)
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test(.timeLimit(.minutes(2)), arguments: [("segv", "SIGSEGV"), ("abort", "SIGABRT")])
    func `from a thread of its own, with hundreds in flight: each is tried alone, and one is held`(
        how: String,
        signal: String
    ) throws {
        let oracle = Oracle()
        let receiver = try oracle.receiver()
        let site = try Survival.site(receiver.url)
        try site.buildPlugin("crash.c", as: "crash.so")
        try site.trustPlugin("crash.so")
        try site.write(
            """
            name: risky
            on: course.completed
            concurrency: 512
            stages:
              - transport: com.example.crash
                with: { text: poison, how: \(how), file: "\(site.path("arrived"))", together: 100 }
            """,
            to: "pipelines/risky.yaml"
        )
        let server = try Server(site)
        try post(oracle, server, count: 600)
        let held = try #require(try held(server), "\(server.log.suffix(3000))")
        let text = held["reason"]?["text"]?.stringValue ?? ""
        #expect(text.hasPrefix("the plugin com.example.crash crashed (\(signal))"), "\(text)")
        expectTheRest(oracle, at: "/hook", server)

        let rest = oracle.accepted.subtracting([Self.bad])
        func arrived() -> Set<String> {
            let text = (try? String(contentsOfFile: site.path("arrived"), encoding: .utf8)) ?? ""
            return Set(text.split(separator: "\n").map(String.init))
        }
        _ = API(server).wait(seconds: 30) { _ in rest.isSubset(of: arrived()) }
        #expect(arrived() == rest, "\(rest.subtracting(arrived()).count) missing: \(server.log.suffix(3000))")
        let faults = try String(contentsOfFile: site.path("data/faults.jsonl"), encoding: .utf8)
        let named = try faults.split(separator: "\n").map { try JSONValue.parse(Array($0.utf8)) }
            .compactMap { $0["fault"] == nil ? nil : $0["deliveries"]?.arrayValue?.count }
        #expect(named.count == 1 && named[0] >= 100, "\(named)")
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test(.timeLimit(.minutes(2)))
    func `while it is configured: the other pipelines are served`() throws {
        let oracle = Oracle()
        let receiver = try oracle.receiver()
        let site = try site(receiver.url, how: "segv", text: "CONFIGURE")
        let server = try Server(site)
        let load = Load(oracle, to: server, limit: 1, prefix: "poison").start(connections: 1)
        try #require(load.finish())
        let held = try #require(try held(server), "\(server.log.suffix(3000))")
        let text = held["reason"]?["text"]?.stringValue ?? ""
        #expect(text.hasPrefix("the plugin com.example.crash crashed (SIGSEGV) in configure at stages/0"), "\(text)")
        let complaints = oracle.complaints(duplicates: Survival.slots)
        #expect(complaints.isEmpty, "\(complaints) \(server.log.suffix(2000))")
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test(.timeLimit(.minutes(2)))
    func `a command that only looks at it says so and ends`() throws {
        let site = try site("http://127.0.0.1:9/hook", how: "segv", text: "CONFIGURE")
        let isolated = try site.penstock("check", "pipelines")
        #expect(isolated.status == 78)
        let sentence = "the plugin com.example.crash crashed (SIGSEGV) in configure at stages/0 (com.example.crash)"
        #expect(isolated.output.contains(sentence), "\(isolated.output)")

        try site.write("plugins: { com.example.crash: { isolation: none } }", to: "pipelines/penstock.yaml")
        let check = try site.penstock("check", "pipelines")
        #expect(check.status == 70)
        #expect(check.error.contains("the plugin com.example.crash ("))
        #expect(check.error.contains(") crashed (SIGSEGV) in configure at stages/0 (com.example.crash)"))
    }

    @Test(.timeLimit(.minutes(2)))
    func `a host that crashes at each start gives up`() throws {
        let site = try Survival.site("http://127.0.0.1:9/hook")
        // Each is refused once it has crashed, and then the next one does.
        for number in 1...6 {
            let flags = ["-DCRASH_IN_ENTRY", "-DVARIANT=\"\(number)\""]
            try site.buildPlugin("crash.c", as: "crash-\(number).so", flags: flags)
            try site.trustPlugin("crash-\(number).so")
        }
        let failure = #expect(throws: Server.NotStarted.self) { try Server(site) }
        let said = "ended, because it crashed more than five times within a minute"
        #expect(failure?.log.contains(said) == true, "\(failure?.log ?? "")")
    }

    @Test(.timeLimit(.minutes(15)))
    func `a kill from outside accuses nobody`() throws {
        let oracle = Oracle()
        let receiver = try oracle.receiver()
        let site = try site(receiver.url, how: "segv", text: "nothing contains this")
        var chance = Chance(seed: Chance.seed(for: "kills"))
        var server = try Server(site)
        let load = Load(oracle, to: server).start(connections: 2)
        for _ in 0..<Soak.choose(8, soak: 200) {
            let more = Int.random(in: 5...60, using: &chance)
            try #require(oracle.wait(forAccepted: oracle.accepted.count + more), "\(server.log.suffix(2000))")
            server.kill()
            server = try Server(site)
            load.turn(to: server)
        }
        load.stop()
        let faults = try String(contentsOfFile: site.path("data/faults.jsonl"), encoding: .utf8)
        #expect(!faults.contains("\"fault\""), "\(faults)")
        #expect(try !site.penstock("status", "--server", server.url).output.contains("com.example.crash"))
        // SIGSEGV from outside is an end too, and no fault.
        #expect(server.end(by: SIGSEGV) == 128 + SIGSEGV)
        #expect(try !String(contentsOfFile: site.path("data/faults.jsonl"), encoding: .utf8).contains("\"fault\""))
    }
}
