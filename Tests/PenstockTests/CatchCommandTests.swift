import Foundation
import PenstockJSON
import Testing

/// A `penstock catch --json` that runs.
private final class Catcher {
    let port: UInt16
    private let process = Process()
    private let log: ServerLog
    private let path: String

    init(_ site: Site, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
        process.executableURL = URL(fileURLWithPath: Binary.path)
        process.arguments = ["catch", "--json"] + arguments
        process.environment = Binary.environment(environment)
        process.currentDirectoryURL = site.directory
        path = site.path("caught-\(UUID().uuidString)")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try site.file(path)
        let error = Pipe()
        process.standardError = error
        try process.run()
        try error.fileHandleForWriting.close()
        log = ServerLog(error.fileHandleForReading)
        try #require(log.wait(for: "catches at http://127.0.0.1:", seconds: 30), "\(log.text)")
        port = try #require(log.text.firstMatch(of: /127\.0\.0\.1:([0-9]+)/).flatMap { UInt16($0.output.1) })
    }

    deinit { if process.isRunning { process.terminate() } }

    var url: String { "http://127.0.0.1:\(port)" }

    /// What was caught, once it has ended by itself.
    func ended() throws -> (requests: [JSONValue], log: String, status: Int32) {
        try #require(log.waitForEnd(seconds: 60), "it does not end: \(log.text)")
        process.waitUntilExit()
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        return (try lines.map { try JSONValue.parse(String($0)) }, log.text, process.terminationStatus)
    }

    /// Ends it as Ctrl-C does.
    func interrupt() throws -> (requests: [JSONValue], log: String, status: Int32) {
        process.interrupt()
        return try ended()
    }
}

@Suite(.serialized) struct `The command catch` {
    @Test func `tells what arrives, fails as it is told, and ends after so many`() throws {
        let site = try Site()
        guard try site.has("curl") else { return }
        let catcher = try Catcher(
            site,
            [
                "--count", "5", "--fail", "503:2", "--fail", "reset:1", "--retry-after", "7", "--status", "202",
                "--body", "ok",
            ]
        )
        for _ in 0..<2 {
            let refused = try site.shell(
                "curl -s --max-time 20 -D - -o /dev/null -X PUT -H 'X-A: b' -d '{\"a\":1}' '\(catcher.url)/hook?x=y'"
            )
            #expect(refused.output.contains("503") && refused.output.lowercased().contains("retry-after: 7"))
        }
        #expect(try site.shell("curl -s --max-time 20 \(catcher.url)/reset").status == 56)
        #expect(try site.shell("curl -s --max-time 20 \(catcher.url)/").output == "ok")
        #expect(try site.shell("curl -s --max-time 20 -o /dev/null -w '%{http_code}' \(catcher.url)/").output == "202")
        let ended = try catcher.ended()
        #expect(ended.status == 0)
        #expect(ended.requests.count == 5)
        let first = try #require(ended.requests.first)
        #expect(first["method"] == "PUT" && first["target"] == "/hook?x=y" && first["body"] == #"{"a":1}"#)
        #expect(first["headers"]?["x-a"] == "b" && first["answer"] == ["status": 503])
        #expect(ended.requests[2]["answer"] == ["reset": true])
        #expect(ended.requests.map { $0["number"] } == [1, 2, 3, 4, 5])
        #expect(ended.log.contains("5 requests, 2 answered well, 3 failed as told"), "\(ended.log)")
    }

    @Test func `takes no more of a body than it is told`() throws {
        let site = try Site()
        guard try site.has("curl") else { return }
        let catcher = try Catcher(site, ["--max-body", "10", "--count", "1"])
        let code = try site.shell(
            "head -c 100000 /dev/zero | curl -s --max-time 20 -o /dev/null -w '%{http_code}' --data-binary @- \(catcher.url)/"
        )
        #expect(code.output == "413")
        let ended = try catcher.ended()
        #expect(ended.requests.first?["body_length"] == 100_000)
        #expect(ended.requests.first?["body"]?.stringValue?.utf8.count == 10)
    }

    @Test func `verifies what Penstock delivers, and ends by Ctrl-C with a summary`() throws {
        let site = try Site(["pipelines/events/course.completed.yaml": Sample.courseCompleted])
        let secrets = ["HR_SECRET": "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"]
        let catcher = try Catcher(site, ["--secret-env", "HR_SECRET", "--fail", "503:1"], environment: secrets)
        try site.write(
            Sample.webhook(to: catcher.url + "/hook")
                .replacing("timeout: 5s", with: "timeout: 5s, handshake: { origin: penstock.example.com }")
                + "\nretry: { schedule: [10ms, 10ms], jitter: 0% }\n",
            to: "pipelines/hr-webhook.yaml"
        )
        let server = try Server(site, environment: secrets)
        let sent = try site.penstock(
            "emit",
            "--sample",
            "course.completed",
            "--wait",
            "--server",
            server.url,
            environment: secrets
        )
        #expect(sent.status == 0 && sent.output.contains("delivered"), "\(sent.output)\(sent.error)")
        _ = server.end(by: SIGTERM)
        let ended = try catcher.interrupt()
        #expect(ended.status == 0)
        #expect(ended.requests.map { $0["method"]?.stringValue } == ["OPTIONS", "POST", "POST"])
        #expect(ended.requests.map { $0["signature"]?["valid"] } == [nil, true, true])
        #expect(ended.requests[1]["headers"]?["webhook-id"] == ended.requests[2]["headers"]?["webhook-id"])
        #expect(ended.log.contains("signatures: 2 valid, 0 not"), "\(ended.log)")
    }

    @Test func `shows a person a request, and why its signature does not hold`() throws {
        let site = try Site()
        guard try site.has("curl") else { return }
        let finished = try site.shell(
            """
            penstock catch --count 1 --secret whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldY > out 2> err &
            for i in $(seq 200); do grep -q catches err && break; sleep 0.05; done
            url=$(grep -o 'http://[0-9.:]*' err)
            curl -s --max-time 20 -H 'X-Evil: \u{9B}31m' -d '{"a":{"b":1}}' "$url/hook" && wait
            cat out
            """
        )
        #expect(finished.output.contains("#1 POST /hook") && finished.output.contains("  \"a\": {\n    \"b\": 1"))
        #expect(finished.output.contains("signature: not valid: the request has no header with a signature"))
        #expect(finished.output.contains("answered: 200") && !finished.output.contains("\u{9B}"))
    }

    @Test(arguments: [
        (["--fail", "200"], "invalid"), (["--status", "404"], "--fail is for the others"),
        (["--port", "70000"], "65535"),
        (["--delay", "2"], "no duration"), (["--count", "0"], "a number from 1"),
        (["--secret-env", "NOT_SET"], "NOT_SET"),
    ])
    func `says what is wrong with how it is used`(arguments: [String], words: String) throws {
        let finished = try Site().penstock(["catch"] + arguments)
        #expect(finished.status == 2 && finished.error.contains(words), "\(finished.error)")
    }

    @Test func `says when its port is taken`() throws {
        let site = try Site()
        let catcher = try Catcher(site)
        let second = try site.penstock("catch", "--port", "\(catcher.port)")
        #expect(second.status == 1 && second.error.contains("is in use"), "\(second.error)")
        #expect(try catcher.interrupt().log.contains("nothing arrived"))
    }
}
