import Foundation
import Glibc
import PenstockJSON
import Testing

/// Plugins in processes of their own, with the real server.
@Suite(.serialized) struct `Isolated plugins` {
    private static func isolated(to url: String) -> String {
        Sample.webhook(to: url) + "\nisolation: process\n"
    }

    /// The workers that a server has now.
    private func workers(of server: Server) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { process in
            guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else {
                return false
            }
            let words = status.split(separator: ")").last?.split(separator: " ") ?? []
            return status.contains("(penstock-worker)") && words.count > 1 && words[0] != "Z"
                && Int32(words[1]) == server.processIdentifier
        }
    }

    private func isGone(_ process: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return true }
        return status.contains(") Z ")
    }

    private func send(_ site: Site, _ server: Server, _ data: String) throws {
        let event = #"{"type":"course.completed","data":\#(data)}"#
        let sent = try site.penstock("emit", "-", "--server", server.url, input: event)
        try #require(sent.status == 0, "\(sent.error)")
    }

    @Test func `filter, sign and send as those in the host, and end with it, however it ends`() throws {
        let receiver = try Receiver()
        let site = try Site(["pipelines/hook.yaml": Self.isolated(to: receiver.url)])
        let server = try Server(site)
        for score in [80, 40, 90] {
            try send(site, server, #"{"username":"u\#(score)","score":\#(score),"passing_score":60}"#)
        }
        #expect(receiver.wait { $0.requests.count == 2 }, "\(server.log)")
        #expect(receiver.all.requests.allSatisfy { $0.headers["webhook-signature"]?.hasPrefix("v1,") == true })
        let workers = workers(of: server)
        #expect(workers.count == 3, "one for each plugin that the pipeline uses")

        server.kill()
        let end = Date(timeIntervalSinceNow: 20)
        while workers.contains(where: { !isGone($0) }), Date() < end { sched_yield() }
        #expect(workers.allSatisfy(isGone))
    }

    @Test func `that die are started again, and every delivery but the culprit arrives`() throws {
        let receiver = try Receiver()
        let site = try Site([
            "pipelines/hook.yaml": """
            name: hook
            on: course.completed
            retry: { schedule: [1h] }
            stages:
              - filter: com.example.faulty
              - transport: http
                with: { url: "\(receiver.url)" }
            """
        ])
        try site.buildPlugin("faulty.c", as: "faulty.so")
        let server = try Server(site)
        for index in 0..<20 { try send(site, server, #"{"n":\#(index),"word":"\#(index == 9 ? "crash" : "fine")"}"#) }
        #expect(receiver.wait { $0.requests.count == 19 }, "\(server.log)")
        #expect(server.isRunning)
        let culprit = try #require(
            try JSONValue.parse(
                try site.penstock("deliveries", "--json", "--server", server.url, "--state", "waiting,held").output
            )["items"]?.arrayValue
        )
        #expect(culprit.count == 1, "\(culprit)")
        let id = try #require(culprit.first?["id"]?.stringValue)
        var held: JSONValue?
        _ = API(server).wait(seconds: 30) { api in
            held = try? api.get("/v1/deliveries/\(id)")
            return held?["state"] == "held"
        }
        let reason = try #require(held?["reason"])
        #expect(reason["code"] == "quarantined" && reason["stage"] == "stages/0 (com.example.faulty)", "\(reason)")
        let sentence = "the plugin com.example.faulty crashed (SIGSEGV) in filter at stages/0 (com.example.faulty)"
        #expect(reason["text"]?.stringValue?.hasPrefix(sentence) == true, "\(reason)")
        #expect(!server.log.contains("the host has started anew"))
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `are listed with the reason, trusted by name, and isolated again when that is taken back`() throws {
        let site = try Site(["pipelines/penstock.yaml": "{}"])
        try site.buildPlugin("contains.c", as: "contains.so")
        func placement() throws -> (JSONValue?, JSONValue?) {
            let list = try JSONValue.parse(try site.penstock("plugin", "list", "--json", "--data", "data").output)
            let plugin = list["items"]?.arrayValue?.first { $0["id"] == "com.example.contains" }
            return (plugin?["isolation"], plugin?["isolation_reason"])
        }
        #expect(try placement() == ("process", "it does not ship with Penstock and is not trusted"))
        let table = try site.penstock("plugin", "list", "--data", "data").output
        #expect(table.contains("`penstock plugin trust com.example.contains`"), "\(table)")

        #expect(
            try site.penstock("plugin", "trust", "com.example.contans", "--data", "data").error.contains(
                "is 'com.example.contains' meant?"
            )
        )
        let trusted = try site.penstock("plugin", "trust", "com.example.contains", "--data", "data")
        #expect(trusted.status == 0, "\(trusted.error)")
        #expect(try placement() == ("none", "it is trusted"))

        #expect(try site.penstock("plugin", "trust", "com.example.contains", "--revoke", "--data", "data").status == 0)
        #expect(try placement().0 == "process")
        #expect(try site.penstock("plugin", "trust", "com.example.contains", "--revoke", "--data", "data").status == 1)
    }

    @Test func `are placed and pinned by penstock yaml`() throws {
        let zeros = String(repeating: "0", count: 64)
        let site = try Site([
            "pipelines/penstock.yaml":
                "plugins: { com.example.contains: { isolation: none }, com.example.answer: { sha256: \(zeros.replacing("0", with: "a")) } }"
        ])
        try site.buildPlugin("contains.c", as: "contains.so")
        try site.buildPlugin("answer.c", as: "answer.so")
        let list = try JSONValue.parse(try site.penstock("plugin", "list", "--json", "--data", "data").output)
        let plugins = list["items"]?.arrayValue ?? []
        #expect(plugins.first { $0["id"] == "com.example.contains" }?["isolation_reason"] == "penstock.yaml says so")
        #expect(!plugins.contains { $0["id"] == "com.example.answer" })
        let problem = try #require(list["problems"]?.arrayValue?.first?["text"]?.stringValue)
        #expect(problem.contains("pins com.example.answer to the SHA-256 aaaa") && problem.contains("this file has"))
    }
}
