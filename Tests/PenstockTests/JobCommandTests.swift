import Foundation
import PenstockJSON
import Testing

@Suite(.serialized) struct `Replay, bulk retry and erasure` {
    private func site(_ receiver: Receiver) throws -> Site {
        try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/hr-webhook.yaml": Sample.webhook(to: receiver.url)
                + "\nretry: { schedule: [1s], then: stop }\n",
            "pipelines/archive.yaml": """
            name: archive
            on: course.archived
            stages:
              - transport: http
                with: { url: "\(receiver.url)" }
            """,
        ])
    }

    /// Events as one batch, `learner1` first.
    private func batch(_ count: Int) -> String {
        let events = (1...count).map { number -> JSONValue in
            [
                "specversion": "1.0", "id": .string("event-\(number)"), "source": "/test", "type": "course.completed",
                "data": [
                    "username": .string("learner\(number)"), "catalog_id": "WS-101", "score": 80, "passing_score": 60,
                ],
            ]
        }
        return JSONValue.array(events).text
    }

    private func emit(_ count: Int, _ site: Site, _ server: Server) throws {
        let emitted = try site.penstock("emit", "-", "--server", server.url, input: batch(count))
        try #require(emitted.status == 0, "\(emitted.error)")
    }

    private func items(_ site: Site, _ arguments: String...) throws -> [JSONValue] {
        let listed = try site.penstock(arguments + ["--json"])
        return try JSONValue.parse(listed.output)["items"]?.arrayValue ?? []
    }

    @Test func `a replay is counted, then made under new ids that name the old`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        try emit(3, site, server)
        #expect(receiver.wait { $0.requests.count == 3 })
        let to = ["--server", server.url]

        let dry = try site.penstock(["replay", "--pipeline", "hr-webhook", "--since", "2h", "--dry-run"] + to)
        #expect(dry.status == 0 && dry.output.contains("3 deliveries") && dry.output.contains("3  course.completed"))
        #expect(try items(site, "replay", "--list", "--server", server.url).isEmpty, "nothing was begun")

        let replayed = try site.penstock(["replay", "--pipeline", "hr-webhook", "--since", "2h"] + to)
        #expect(replayed.status == 0 && replayed.output.contains("3 new deliveries made"), "\(replayed)")
        #expect(receiver.wait { $0.requests.count == 6 })
        let requests = receiver.all.requests
        let originals = requests.prefix(3).compactMap { $0.headers["webhook-id"] }
        #expect(requests.prefix(3).allSatisfy { $0.headers["webhook-replay-of"] == nil })
        #expect(Set(requests.suffix(3).compactMap { $0.headers["webhook-replay-of"] }) == Set(originals))
        #expect(Set(requests.compactMap { $0.headers["webhook-id"] }).count == 6)

        // Into a pipeline that had none of them, of everything.
        let into = try site.penstock(["replay", "--all", "--into", "archive", "--json"] + to)
        let job = try JSONValue.parse(into.output)
        #expect(into.status == 0 && job["state"] == "done" && job["done"] == 3, "\(into)")
        #expect(receiver.wait { $0.requests.count == 9 })
        let shown = try site.penstock(["replay", "--show", try #require(job["id"]?.stringValue)] + to)
        #expect(shown.status == 0 && shown.output.contains("is done"), "\(shown)")

        let mistaken = try site.penstock(["replay", "--pipeline", "hr-webhok", "--since", "2h"] + to)
        #expect(mistaken.status == 1 && mistaken.error.contains("'hr-webhook'"), "\(mistaken)")
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test(.timeLimit(.minutes(3)))
    func `a replay that is cut by SIGKILL goes on, and makes each exactly once`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        var server = try Server(site)
        try emit(900, site, server)
        try #require(receiver.wait { $0.requests.count == 900 })
        let begun = try site.penstock("replay", "--all", "--rate", "300/s", "--no-wait", "--server", server.url)
        #expect(begun.status == 0 && begun.output.contains("has begun"), "\(begun)")
        try #require(receiver.wait { $0.requests.count > 1100 })
        server.kill()
        #expect(receiver.all.requests.count < 1800, "it was in the middle")
        server = try Server(site)
        let originals = Set(receiver.all.requests.filter { !$0.isReplay }.compactMap { $0.headers["webhook-id"] })
        func replays() -> [String: Set<String>] {
            receiver.all.requests.filter(\.isReplay).reduce(into: [:]) { replays, request in
                let original = request.headers["webhook-replay-of"] ?? ""
                replays[original, default: []].insert(request.headers["webhook-id"] ?? "")
            }
        }
        let haveArrived = receiver.wait { arrivals in
            Set(arrivals.requests.filter(\.isReplay).compactMap { $0.headers["webhook-replay-of"] }).count == 900
        }
        #expect(haveArrived && Set(replays().keys) == originals)
        // What was under way comes again under its id; a second delivery would have an id of its own.
        #expect(replays().values.allSatisfy { $0.count == 1 })
        let list = try items(site, "replay", "--list", "--server", server.url)
        #expect(list.map { $0["done"] } == [900], "\(list)")
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `a replay is cancelled, and stays so`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        try emit(200, site, server)
        try #require(receiver.wait { $0.requests.count == 200 })
        let to = ["--server", server.url]
        let begun = try site.penstock(["replay", "--all", "--rate", "4/s", "--no-wait", "--json"] + to)
        let id = try #require(try JSONValue.parse(begun.output)["id"]?.stringValue)
        try #require(receiver.wait { $0.requests.count > 201 })
        let cancelled = try site.penstock(["replay", "--cancel", id] + to)
        #expect(cancelled.status == 0 && cancelled.output.contains("cancelled"), "\(cancelled)")
        let done = try JSONValue.parse(try site.penstock(["replay", "--show", id, "--json"] + to).output)
        #expect(done["state"] == "cancelled" && done["done"]?.numberValue?.int64 ?? 0 < 200)
        let again = try site.penstock(["replay", "--cancel", id] + to)
        #expect(again.status == 1 && again.error.contains("cancelled"), "\(again)")
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `what waits is cancelled in bulk, once it was counted`() throws {
        let receiver = try Receiver { _ in 503 }
        let site = try site(receiver)
        try site.write(
            Sample.webhook(to: receiver.url) + "\nretry: { schedule: [1h], then: stop }\n",
            to: "pipelines/hr-webhook.yaml"
        )
        let server = try Server(site)
        try emit(4, site, server)
        let to = ["--server", server.url]
        func count(_ state: String) throws -> Int {
            try items(site, "deliveries", "--state", state, "--server", server.url).count
        }
        let end = Date(timeIntervalSinceNow: 60)
        while try count("waiting") < 4, Date() < end {}
        try #require(try count("waiting") == 4)

        let dry = try site.penstock(["cancel", "--pipeline", "hr-webhook", "--dry-run"] + to)
        #expect(dry.status == 0 && dry.output.contains("4 deliveries"), "\(dry)")
        #expect(try count("waiting") == 4 && items(site, "cancel", "--list", "--server", server.url).isEmpty)
        let cancelled = try site.penstock(["cancel", "--pipeline", "hr-webhook", "--since", "2h"] + to)
        #expect(cancelled.status == 0 && cancelled.output.contains("4 deliveries cancelled"), "\(cancelled)")
        #expect(try count("cancelled") == 4 && count("waiting") == 0)
        let listed = try items(site, "cancel", "--list", "--server", server.url)
        #expect(listed.count == 1 && listed[0]["kind"] == "cancel" && listed[0]["done"] == 4)
        // A retry takes them up again, and one by one they are cancelled as before.
        let retried = try site.penstock(["retry", "--state", "cancelled", "--all", "--json"] + to)
        #expect(retried.status == 0)
        #expect(try JSONValue.parse(retried.output)["done"] == 4, "\(retried)")
        #expect(receiver.wait { $0.requests.count == 8 })

        let ended = try site.penstock(["cancel", "--state", "delivered"] + to)
        #expect(ended.status == 1 && ended.error.contains("nothing to cancel"), "\(ended)")
        let nothing = try site.penstock(["cancel"] + to)
        #expect(nothing.status == 2 && nothing.error.contains("name deliveries, or select them"), "\(nothing)")
        let both = try site.penstock(["cancel", "dlv_x_1", "--all"] + to)
        #expect(both.status == 2, "\(both)")
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `what is dead is retried in bulk, once the receiver is mended`() throws {
        let isMended = Switch()
        let receiver = try Receiver { _ in isMended.isOn ? 200 : 500 }
        let site = try site(receiver)
        try site.write(
            Sample.webhook(to: receiver.url) + "\nretry: { schedule: [], then: stop }\noutcomes: { 500: permanent }\n",
            to: "pipelines/hr-webhook.yaml"
        )
        let server = try Server(site)
        try emit(5, site, server)
        let to = ["--server", server.url]
        try #require(receiver.wait { $0.requests.count == 5 })
        isMended.turnOn()
        func dead() throws -> Int { try items(site, "deliveries", "--state", "dead", "--server", server.url).count }
        while try dead() < 5 {}
        let retried = try site.penstock(["retry", "--state", "dead", "--pipeline", "hr-webhook", "--since", "2h"] + to)
        #expect(retried.status == 0 && retried.output.contains("5 deliveries due again"), "\(retried)")
        #expect(receiver.wait { $0.requests.count == 10 })
        #expect(Set(receiver.all.requests.compactMap { $0.headers["webhook-id"] }).count == 5, "a retry keeps the id")
        let pending = try site.penstock(["retry", "--state", "pending"] + to)
        #expect(pending.status == 1 && pending.error.contains("cannot be retried"), "\(pending)")
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `a person is erased, with a report, and leaves nothing in the files`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        try emit(12, site, server)
        try #require(receiver.wait { $0.requests.count == 12 })
        let to = ["--server", server.url]
        let unasked = try site.penstock(["erase", "--username", "learner11"] + to)
        #expect(unasked.status == 1 && unasked.error.contains("--yes"), "\(unasked)")
        let erased = try site.penstock(["erase", "--username", "learner11", "--yes"] + to)
        #expect(erased.status == 0 && erased.output.contains("1 event erased"), "\(erased)")
        #expect(erased.output.contains("1  course.completed"), "\(erased)")
        let event = try site.penstock(["events", "event-12", "--json"] + to)
        #expect(event.output.contains("learner12"), "another's is there")
        #expect(server.end(by: SIGTERM) == 0)
        let files = try FileManager.default.contentsOfDirectory(atPath: site.path("data"))
        for file in files where file.hasPrefix("penstock.db") {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: site.path("data/\(file)")))
            #expect(bytes.range(of: Data("learner11".utf8)) == nil, "\(file)")
            if file == "penstock.db" { #expect(bytes.range(of: Data("learner12".utf8)) != nil) }
        }
    }

    @Test func `on a terminal it shows what it found, asks, and does nothing without a yes`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        try emit(2, site, server)
        try #require(receiver.wait { $0.requests.count == 2 })
        let command = "stty cols 100; '\(Binary.path)' replay --since 2h --server \(server.url)"
        let refused = try site.terminal(command, typing: "n")
        #expect(refused.contains("2 deliveries, accepted"), "\(refused)")
        #expect(refused.contains("Deliver 2 deliveries again? [y/N]") && refused.contains("nothing was changed"))
        let agreed = try site.terminal(command, typing: "y")
        #expect(agreed.contains("2 new deliveries made"), "\(agreed)")
        #expect(receiver.wait { $0.requests.count == 4 })
        #expect(server.end(by: SIGTERM) == 0)
    }
}

extension HTTPMessage {
    fileprivate var isReplay: Bool { headers["webhook-replay-of"] != nil }
}

extension Site {
    /// Runs a command on a terminal of its own, and types a line.
    /// - Returns: What the terminal showed.
    fileprivate func terminal(_ command: String, typing line: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
        process.arguments = ["-q", "-e", "-c", command, "/dev/null"]
        process.environment = Binary.environment()
        process.currentDirectoryURL = directory
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try output.fileHandleForWriting.close()
        var shown = Data()
        while let more = try output.fileHandleForReading.read(upToCount: 1) {
            shown += more
            if shown.hasSuffix("[y/N] ") {
                try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
            }
        }
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        return String(decoding: shown, as: UTF8.self)
    }
}

extension Data {
    fileprivate func hasSuffix(_ text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
