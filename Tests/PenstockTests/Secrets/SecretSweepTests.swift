import Foundation
import Glibc
import PenstockJSON
import Testing

/// Everything that a server with many secrets says and writes, searched for each of them.
@Suite(.serialized) struct `Known secrets` {
    private let secret: SecretSite

    init() throws { secret = try SecretSite() }

    private func run(_ evidence: inout Evidence, _ arguments: [String], server: Server? = nil) throws -> Finished {
        let all = arguments + (server.map { ["--server", $0.url] } ?? [])
        let finished = try secret.site.penstock(all, environment: secret.environment)
        evidence.add(arguments.joined(separator: " "), finished)
        return finished
    }

    private func emit(_ type: String, _ word: String, to server: Server) throws {
        let event: JSONValue = [
            "id": .string("\(type)-\(word)"), "type": .string(type), "data": ["word": .string(word)],
        ]
        let answer = try API(server).post("/v1/events", event)
        try #require(answer.status == 202, "\(answer.start)")
    }

    private func deliveries(_ server: Server) throws -> [JSONValue] {
        try API(server).get("/v1/deliveries?limit=500")["items"]?.arrayValue ?? []
    }

    /// Waits until no delivery will be tried again.
    private func settle(_ server: Server, count: Int) throws {
        let settled = API(server).wait(seconds: 60) { _ in
            let states = (try? deliveries(server))?.map { $0["state"]?.stringValue ?? "" } ?? []
            return states.count == count && !states.contains { ["pending", "waiting"].contains($0) }
        }
        let states = try deliveries(server).map(\.text).joined(separator: "\n")
        try #require(settled, "\(states) \(server.log.suffix(2000))")
    }

    /// Fetches every page that there is.
    private func fetch(_ evidence: inout Evidence, _ server: Server) throws {
        let api = API(server)
        var paths = [
            "/v1/events?limit=500", "/v1/deliveries?limit=500", "/v1/pipelines", "/v1/plugins", "/v1/catalog",
            "/v1/catalog/course.completed", "/v1/status", "/v1/replays", "/v1/retries", "/v1/backups/current",
            "/metrics", "/healthz", "/readyz", "/problems", "/v1/pipelines/none",
        ]
        for list in ["events", "deliveries"] {
            let items = try api.get("/v1/\(list)?limit=500")["items"]?.arrayValue ?? []
            paths += items.compactMap { $0["id"]?.stringValue }.map { "/v1/\(list)/\($0)" }
        }
        for pipeline in try api.get("/v1/pipelines")["items"]?.arrayValue ?? [] {
            paths += (pipeline["name"]?.stringValue).map { ["/v1/pipelines/\($0)"] } ?? []
        }
        for path in paths {
            let answer = try api.send("GET", path)
            evidence.add("GET \(path)", Data(answer.body) + Data("\(answer.headers)".utf8))
        }
    }

    private func expectNone(_ evidence: Evidence) {
        let leaks = evidence.leaks(of: SecretSite.all)
        #expect(leaks.isEmpty, "\(leaks.count) leaks:\n\(leaks.joined(separator: "\n"))")
    }

    @Test(.timeLimit(.minutes(5)))
    func `stand in no log, answer, file or backup of a server that delivers and fails to`() throws {
        var evidence = Evidence()
        let server = try Server(
            secret.site,
            arguments: ["--log-level", "debug"],
            environment: secret.environment
        )
        let tail = try Tail(server)
        try emit("echo", "anything", to: server)
        for pipeline in ["worker", "host"] {
            for word in ["pass", "drop-me", "fail-me", "crash-me"] { try emit("leak.\(pipeline)", word, to: server) }
        }
        // 13 pipelines take the first, and one each of the eight others.
        try settle(server, count: 21)
        try fetch(&evidence, server)
        let pipelines = try API(server).get("/v1/pipelines")["items"]?.arrayValue ?? []
        for name in pipelines.compactMap({ $0["name"]?.stringValue }).prefix(5) {
            #expect(try run(&evidence, ["show", name], server: nil).status == 0)
        }
        // One that failed in each way to print; the API's answers about all of them have been fetched.
        for delivery in try deliveries(server).suffix(4).compactMap({ $0["id"]?.stringValue }) {
            _ = try run(&evidence, ["deliveries", delivery], server: server)
        }
        for arguments in [["status"], ["events"], ["deliveries"], ["reload"], ["backup", "backup.db"]] {
            _ = try run(&evidence, arguments, server: server)
        }
        for arguments in [["check"], ["check", "--json"], ["plugin", "list", "--json"], ["plugin", "show", "--all"]] {
            _ = try run(&evidence, arguments)
        }
        try fetch(&evidence, server)
        #expect(server.end(by: SIGTERM) == 0)
        evidence.add("log", server.log)
        evidence.add("tail", tail.whole)
        evidence.add(filesBelow: secret.site.path("data"))
        evidence.add("backup.db", FileManager.default.contents(atPath: secret.site.path("backup.db")) ?? Data())

        // The search has something to look at: what a receiver sent back, a crash, a log, pages of the store.
        #expect(evidence.contains("X-Echo-authorization: Bearer ***"))
        #expect(evidence.contains("not you: AUTH PLAIN"), "the mail server has been asked")
        #expect(evidence.contains("crashed (SIGABRT)") && evidence.contains("***"))
        #expect(evidence.size(of: "penstock.db") > 4_096 && evidence.size(of: "backup.db") > 4_096)
        #expect(evidence.size(of: "log") > 1_000 && evidence.size(of: "tail") > 100)
        expectNone(evidence)
    }

    @Test(.timeLimit(.minutes(2)))
    func `stand in no complaint about a configuration that is wrong`() throws {
        var evidence = Evidence()
        let server = try Server(secret.site, arguments: ["--log-level", "debug"], environment: secret.environment)
        try secret.writeBadPipeline()
        for arguments in [["check"], ["check", "--json"], ["show", "accepted"], ["serve", "--data", "other"]] {
            #expect(try run(&evidence, arguments).status == 78, "\(arguments)")
        }
        for arguments in [["reload"], ["diff"], ["reload", "--json"]] {
            #expect(try run(&evidence, arguments, server: server).status != 0, "\(arguments)")
        }
        let answer = try API(server).post("/v1/reload", [:])
        #expect(answer.status == 422)
        evidence.add("POST /v1/reload", Data(answer.body))
        #expect(server.end(by: SIGTERM) == 0)
        evidence.add("log", server.log)
        #expect(evidence.contains("pipelines/bad.yaml:") && evidence.contains("***"))
        expectNone(evidence)
    }
}

/// A connection that watches a server until that ends.
private final class Tail: @unchecked Sendable {
    private let log: ServerLog

    init(_ server: Server) throws {
        let socket = try Socket.connected(to: server.port, patience: 600)
        try socket.write(API.request("GET", "/v1/tail", []))
        let pipe = Pipe()
        Thread.detachNewThread {
            while let bytes = socket.read() { pipe.fileHandleForWriting.write(Data(bytes)) }
            try? pipe.fileHandleForWriting.close()
        }
        log = ServerLog(pipe.fileHandleForReading)
        _ = log.wait(for: "200", seconds: 30)
    }

    /// All that came, once the server has ended.
    var whole: String { log.whole }
}
