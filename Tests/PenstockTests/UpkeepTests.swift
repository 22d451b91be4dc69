import Foundation
import PenstockJSON
import Testing

/// Upkeep with the real binary: backup and restore, doctor, retention, a disk that is nearly full.
@Suite(.serialized) struct `Upkeep` {
    private func site(_ receiver: Receiver, settings: String = "") throws -> Site {
        try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/hr-webhook.yaml": Sample.webhook(to: receiver.url),
            "pipelines/penstock.yaml": settings,
        ])
    }

    private func emit(_ site: Site, _ server: Server) throws {
        let emitted = try site.penstock("emit", "--sample", "course.completed", "--wait", "--server", server.url)
        try #require(emitted.status == 0, "\(emitted.error)")
    }

    @Test(.timeLimit(.minutes(3)))
    func `a backup made under load, restored elsewhere, accounts for all that was in it`() throws {
        let gate = Switch()
        // Nothing is delivered before the restored store runs.
        let receiver = try Receiver { _ in gate.isOn ? 200 : 503 }
        let site = try site(receiver)
        let server = try Server(site)
        let senders = Senders(count: 3000, to: server.port, seconds: 100)
        senders.start(connections: 4)
        try #require(senders.wait(forAccepted: 800))
        let before = senders.accepted
        let made = try site.penstock("backup", "monday.db", "--server", server.url)
        try #require(made.status == 0, "\(made.error)")
        #expect(made.output.contains("whole and on disk"))
        let again = try site.penstock("backup", "monday.db", "--server", server.url)
        #expect(again.status == 1 && again.error.contains("exists"), "\(again.error)")
        try #require(senders.wait(forAccepted: 3000))
        server.kill()

        try FileManager.default.createDirectory(atPath: site.path("restored"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: site.path("monday.db"), toPath: site.path("restored/penstock.db"))
        let doctor = try site.penstock("doctor", "--data", "restored")
        #expect(doctor.status == 0, "\(doctor.output)\(doctor.error)")
        gate.turnOn()
        let seen = receiver.all.requests.count
        let restored = try Server(site, arguments: ["--data", "restored"])
        let hasArrived = receiver.wait(seconds: 60) { all in
            let ids = all.requests[seen...].compactMap { (try? JSONValue.parse($0.body))?["id"]?.stringValue }
            return before.isSubset(of: ids)
        }
        #expect(hasArrived, "\(restored.log.suffix(2000))")
        // What had gone out before goes again under the id it had.
        let ids = Dictionary(grouping: receiver.all.requests) { $0.headers["webhook-id"] ?? "" }
        for requests in ids.values { #expect(Set(requests.map(\.body)).count == 1) }
        #expect(restored.end(by: SIGTERM) == 0)
    }

    @Test func `doctor looks a store over, and says who serves it`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        try emit(site, server)
        let served = try site.penstock("doctor", "--data", "data", "--server", server.url)
        #expect(served.status == 1 && served.output.contains("serves") && served.output.contains("disk"))
        #expect(server.end(by: SIGTERM) == 0)
        let fine = try site.penstock("doctor", "--data", "data")
        #expect(fine.status == 0 && fine.output.contains("the file is whole"), "\(fine.output)\(fine.error)")
        let json = try JSONValue.parse(try site.penstock("doctor", "--data", "data", "--json").output)
        let checks = json["findings"]?.arrayValue?.compactMap { $0["check"]?.stringValue }
        #expect(checks == ["log", "schema", "integrity", "references", "counts", "clock", "disk"])
        let none = try site.penstock("doctor", "--data", "nowhere")
        #expect(none.status == 1 && none.error.contains("there is no store"))
        let offline = try site.penstock("backup", "offline.db", "--data", "data")
        #expect(
            offline.status == 0 && FileManager.default.fileExists(atPath: site.path("offline.db")),
            "\(offline.error)"
        )
    }

    @Test func `a damaged log stops serve, and doctor goes on once the loss is accepted`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        let senders = Senders(count: 50, to: server.port, seconds: 30)
        senders.start(connections: 1)
        try #require(senders.wait(forAccepted: 50))
        server.kill()
        let log = URL(fileURLWithPath: site.path("data/penstock.db-wal"))
        var bytes = try Data(contentsOf: log)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: log)

        let refused = try site.penstock("serve", "pipelines", "--data", "data", "--listen", "127.0.0.1:0")
        #expect(refused.status == 1 && refused.error.contains("doctor --accept-loss"), "\(refused.error)")
        let found = try site.penstock("doctor", "--data", "data")
        #expect(found.status == 1 && found.output.contains("cannot be read"), "\(found.output)")
        #expect(try Data(contentsOf: log) == bytes)
        let accepted = try site.penstock("doctor", "--data", "data", "--accept-loss")
        #expect(accepted.status == 0 && accepted.output.contains("given up"), "\(accepted.output)\(accepted.error)")
        let restarted = try Server(site)
        #expect(restarted.end(by: SIGTERM) == 0)
    }

    @Test func `retention removes while the server runs`() throws {
        let receiver = try Receiver()
        let settings = "retention: { payloads: 1s, attempts: 1s, delivered: 1s, ids: 1s }"
        let site = try site(receiver, settings: settings)
        let server = try Server(site)
        try emit(site, server)
        let end = Date(timeIntervalSinceNow: 60)
        var left = 1
        while left > 0, Date() < end {
            // Something has to be written now and then, or retention rests longer.
            let answer = try site.penstock("events", "--json", "--type", "course.completed", "--server", server.url)
            left = try JSONValue.parse(answer.output)["items"]?.arrayValue?.count ?? -1
        }
        #expect(left == 0, "\(server.log)")
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `a disk below its reserve refuses events with 507, and says so`() throws {
        let site = try site(try Receiver())
        let server = try Server(site, environment: ["PENSTOCK_DISK_RESERVE": "1000000TiB"])
        let refused = try site.penstock("emit", "--sample", "course.completed", "--server", server.url)
        #expect(refused.status == 1 && refused.error.contains("full"), "\(refused.error)")
        let status = try site.penstock("status", "--server", server.url)
        #expect(status.status == 1 && status.output.contains("the disk is nearly full"))
        #expect(server.end(by: SIGTERM) == 0)
    }
}
