import Foundation
import PenstockJSON
import Testing

/// The bench's account of every event. Its times are not looked at: they are the machine's.
@Suite(.serialized) struct `The bench` {
    private func bench(_ arguments: String...) throws -> Finished {
        let site = try Site()
        let environment = ["TMPDIR": site.path("")]
        let ended = try site.penstock(["bench"] + arguments, environment: environment)
        let left = try FileManager.default.contentsOfDirectory(atPath: site.path("")).filter { $0.contains("bench") }
        #expect(left.isEmpty, "the bench left \(left)")
        return ended
    }

    private func count(_ result: JSONValue?, _ key: String) -> Int64? { result?[key]?.numberValue?.int64 }

    @Test(.timeLimit(.minutes(3)))
    func `throughput accounts for every event, and says what it was measured on`() throws {
        let ended = try bench("--only", "throughput", "--events", "2000", "--stored", "200", "--json")
        #expect(ended.status == 0, "\(ended.error)")
        let report = try JSONValue.parse(ended.output)
        let result = report["results"]?["throughput"]
        #expect(report["ok"] == true)
        #expect(count(result, "accepted") == 2000 && count(result, "delivered") == 2000, "\(ended.output)")
        #expect(count(result, "lost") == 0 && count(result, "duplicates") == 0)
        let hostTime = result?["cpu_host_us_per_event"]?.numberValue?.double ?? 0
        let parts = ["http_in", "http_out", "store", "rest"].map {
            result?["cpu_\($0)_us_per_event"]?.numberValue?.double ?? 0
        }
        // Each part is rounded.
        #expect(hostTime > 0 && abs(parts.reduce(0, +) - hostTime) < 0.5, "\(ended.output)")
        #expect(count(report["machine"], "cores") ?? 0 > 0 && report["commit"]?.stringValue?.isEmpty == false)
        #expect(count(report["settings"], "events") == 2000)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a backlog, a crash and kills lose nothing`() throws {
        let ended = try bench(
            "--only",
            "backlog,kill",
            "--events",
            "600",
            "--backlog",
            "1000",
            "--kills",
            "2",
            "--ids",
            "random",
            "--connections",
            "16",
            "--split",
            "threads",
            "--json"
        )
        #expect(ended.status == 0, "\(ended.error)")
        let results = try JSONValue.parse(ended.output)["results"]
        let (backlog, kill) = (results?["backlog"], results?["kill"])
        #expect(count(backlog, "backlog") == 1000 && count(backlog, "delivered") == 1000, "\(ended.output)")
        #expect(count(backlog, "lost") == 0)
        #expect(count(kill, "kills") == 2 && count(kill, "accepted") == 600 && count(kill, "delivered") == 600)
        #expect(count(kill, "lost") == 0)
    }

    @Test(.timeLimit(.minutes(3)))
    func `another program is measured with the same events, and what it drops is counted`() throws {
        let site = try Site()
        // Takes lines, and posts every second one.
        try site.write(
            """
            import http.client, os, socket, urllib.parse
            url = urllib.parse.urlparse(os.environ["BENCH_URL"])
            out = http.client.HTTPConnection(url.hostname, url.port)
            server = socket.create_server(("127.0.0.1", int(os.environ["BENCH_PORT"])))
            while True:
                taken, _ = server.accept()
                for number, line in enumerate(taken.makefile("rb")):
                    if number % 2 == 0:
                        out.request("POST", "/", line)
                        out.getresponse().read()
            """,
            to: "peer.py"
        )
        let ended = try bench(
            "--only",
            "latency",
            "--events",
            "40",
            "--rate",
            "100",
            "--connections",
            "1",
            "--peer",
            "half=exec python3 \(site.path("peer.py"))",
            "--peer-patience",
            "2s",
            "--json"
        )
        #expect(ended.status == 0, "\(ended.error)")
        let half = try JSONValue.parse(ended.output)["peers"]?["half"]
        #expect(count(half, "written") == 40 && count(half, "not_arrived") == 20, "\(ended.output)")
    }

    @Test(arguments: [
        ["--only", "thruput"], ["--events", "0"], ["--receiver-delay", "soon"], ["--peer", "nameless"],
    ])
    func `what cannot be measured is wrong usage`(arguments: [String]) throws {
        let ended = try Site().penstock(["bench"] + arguments)
        #expect(ended.status == 2 && !ended.error.isEmpty, "\(ended)")
    }
}
