import Foundation
import PenstockJSON
import Testing

/// What can be seen of a server that runs: its feed, its log, its metrics, and traces that go through it.
@Suite(.serialized) struct `Watching a server` {
    private static let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    private func site(_ receiver: Receiver) throws -> Site {
        try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/hook.yaml": """
            name: hook
            on: course.completed
            retry: { schedule: [100ms], jitter: 0% }
            stages:
              - transport: http
                with: { url: "\(receiver.url)", timeout: 5s }
            """,
        ])
    }

    private func post(_ port: UInt16, _ id: String, headers: [String] = []) throws -> HTTPMessage? {
        let body = Array(#"{"type":"course.completed","id":"\#(id)","data":{"username":"learner1"}}"#.utf8)
        let lines =
            [
                "POST /v1/events HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", "Connection: close",
                "Content-Length: \(body.count)",
            ] + headers
        let socket = try Socket.connected(to: port)
        try socket.write(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
        var reader = HTTPReader(socket)
        return reader.next()
    }

    @Test func `each attempt goes on with the trace of the request, as a span of its own`() throws {
        let receiver = try Receiver { _ in 500 }
        let site = try site(receiver)
        let server = try Server(site)
        let headers = ["traceparent: \(Self.trace)", "tracestate: vendor=1"]
        #expect(try post(server.port, "traced", headers: headers)?.status == 202)
        #expect(try post(server.port, "plain")?.status == 202)
        #expect(receiver.wait { $0.events["traced"] == 2 && $0.events["plain"] == 2 })
        func requests(_ id: String) -> [HTTPMessage] {
            receiver.all.requests.filter { (try? JSONValue.parse($0.body))?["id"]?.stringValue == id }
        }
        let parents = requests("traced").compactMap { $0.headers["traceparent"] }
        #expect(parents.count == 2 && Set(parents).count == 2 && !parents.contains(Self.trace), "\(parents)")
        #expect(parents.allSatisfy { $0.hasPrefix("00-0af7651916cd43dd8448eb211c80319c-") && $0.hasSuffix("-01") })
        #expect(requests("traced").map { $0.headers["tracestate"] } == ["vendor=1", "vendor=1"])
        #expect(requests("traced")[0].body == requests("traced")[1].body)
        #expect(requests("plain").allSatisfy { $0.headers["traceparent"] == nil })
    }

    @Test func `attempts that fail and deliveries that die are in the log, with their ids`() throws {
        let receiver = try Receiver { _ in 503 }
        let server = try Server(try site(receiver), arguments: ["--log-json"])
        #expect(try post(server.port, "doomed")?.status == 202)
        #expect(server.waitForLog("a delivery is dead"))
        let lines = server.log.split(separator: "\n").compactMap { try? JSONValue.parse(String($0)) }
        let failed = lines.filter { $0["message"]?.stringValue?.hasPrefix("an attempt failed: ") == true }
        #expect(failed.map { $0["attempt"]?.stringValue } == ["1", "2"])
        #expect(failed.allSatisfy { $0["level"] == "warning" && $0["event"] == "doomed" && $0["status"] == "503" })
        let dead = try #require(lines.first { $0["message"]?.stringValue?.hasPrefix("a delivery is dead") == true })
        #expect(dead["level"] == "error" && dead["pipeline"] == "hook")
        #expect(dead["delivery"]?.stringValue?.hasPrefix("dlv_") == true)
    }

    @Test func `tail prints what happens until the server stops`() throws {
        let receiver = try Receiver { _ in 500 }
        let site = try site(receiver)
        let server = try Server(site)
        let output = Pipe()
        let tail = Process()
        tail.executableURL = URL(fileURLWithPath: Binary.path)
        tail.arguments = ["tail", "--pipeline", "hook", "--json", "--server", server.url]
        tail.environment = Binary.environment()
        tail.standardInput = FileHandle.nullDevice
        tail.standardOutput = output
        tail.standardError = FileHandle.nullDevice
        try tail.run()
        try output.fileHandleForWriting.close()
        let lines = ServerLog(output.fileHandleForReading)
        // The feed begins when somebody watches: events are sent until one is seen from its beginning to its end.
        let end = Date(timeIntervalSinceNow: 60)
        let parts = [#""kind":"accepted""#, #""state":"waiting""#, #""state":"dead""#]
        var count = 0
        while !parts.allSatisfy(lines.text.contains), Date() < end {
            count += 1
            #expect(try post(server.port, "tailed-\(count)")?.status == 202)
            for part in parts { _ = lines.wait(for: part, seconds: 1) }
        }
        #expect(server.end(by: 15) == 0)
        tail.waitUntilExit()
        #expect(tail.terminationStatus == 1)
        let seen = lines.whole.split(separator: "\n").compactMap { try? JSONValue.parse(String($0)) }
        let kinds = Set(seen.compactMap { $0["kind"]?.stringValue })
        #expect(kinds == ["accepted", "settled"], "\(lines.whole)")
        let states = seen.compactMap { $0["data"]?["state"]?.stringValue }
        #expect(states.contains("waiting") && states.contains("dead"))
        let dead = seen.first { $0["data"]?["state"] == "dead" }?["data"]
        #expect(dead?["attempt"]?.numberValue?.int64 == 2 && dead?["status"]?.numberValue?.int64 == 500)
    }

    @Test func `tail says so where no server answers`() throws {
        let none = try Site().penstock("tail", "--server", "127.0.0.1:1")
        #expect(none.status == 1 && none.error.contains("no server at"), "\(none.error)")
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        let wrong = try site.penstock("tail", "--state", "ded", "--server", server.url)
        #expect(wrong.status == 1 && wrong.error.contains("is 'dead' meant?"), "\(wrong.error)")
    }

    @Test func `a server without descriptors waits for some, and then goes on`() throws {
        let (receiver, other) = (try Receiver(), try Receiver())
        let site = try site(receiver)
        try site.write(
            """
            name: other
            on: user.added
            retry: { schedule: [1h], jitter: 0% }
            stages:
              - transport: http
                with: { url: "\(other.url)", timeout: 5s }
            """,
            to: "pipelines/other.yaml"
        )
        let server = try Server(site)
        let first = try Socket.connected(to: server.port)
        #expect(try post(server.port, "before")?.status == 202)
        #expect(receiver.wait { $0.events["before"] == 1 })
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(server.processIdentifier)/fd").count
        try limit(server, to: open + 4)
        var held = try (0..<20).map { _ in try Socket.connected(to: server.port) }
        #expect(server.waitForLog("no connection can be accepted"))
        // Who is connected is served, and what cannot be sent is no try of the receiver's.
        let event = Array(#"{"type":"user.added","id":"meanwhile"}"#.utf8)
        let head = "POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        try first.write(Array("\(head)Content-Length: \(event.count)\r\n\r\n".utf8) + event)
        var reader = HTTPReader(first)
        #expect(reader.next()?.status == 202)
        #expect(server.waitForLog("this machine allows no more open files"), "\(server.log)")
        held.removeAll()
        #expect(try post(server.port, "after")?.status == 202)
        #expect(receiver.wait { $0.events["after"] == 1 })
        #expect(other.wait { $0.events["meanwhile"] == 1 })
        let list = try site.penstock("deliveries", "--pipeline", "other", "--json", "--server", server.url)
        let delivery = try JSONValue.parse(list.output)["items"]?.arrayValue?.first
        #expect(delivery?["attempt_count"]?.numberValue?.int64 ?? 0 <= 1, "\(list.output)")
        #expect(server.end(by: 15) == 0)
    }

    @Test(arguments: [(20, false), (5000, true)])
    func `says at the start where the pipelines need more files than there are`(concurrency: Int, warns: Bool) throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        try site.write(
            """
            name: wide
            on: user.added
            concurrency: \(concurrency)
            stages:
              - transport: http
                with: { url: "\(receiver.url)" }
            """,
            to: "pipelines/wide.yaml"
        )
        let server = try Server(site, openFiles: 1000)
        #expect(server.log.contains("limit=1000"))
        #expect(server.log.contains("raise the limit to") == warns, "\(server.log)")
    }

    private func limit(_ server: Server, to files: Int) throws {
        let command = Process()
        command.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        command.arguments = ["prlimit", "--pid", "\(server.processIdentifier)", "--nofile=\(files):"]
        try command.run()
        command.waitUntilExit()
        try #require(command.terminationStatus == 0)
    }
}
