import Foundation
import Glibc
import PenstockJSON
import Testing

extension Survival {
    /// The disk is full, or lies, or is damaged.
    @Suite struct `A disk` {
        private static let log = "penstock.db-wal"

        @Test(.timeLimit(.minutes(5)))
        func `that is full: intake is refused, and all goes on when there is room`() throws {
            let oracle = Oracle()
            let receiver = try oracle.receiver()
            let site = try Survival.site(receiver.url)
            let faults = try Faults(site)
            let server = try Server(site, environment: faults.environment)
            let load = Load(oracle, to: server).start(connections: 4)
            try #require(oracle.wait(forAccepted: 100))
            for _ in 0..<Soak.choose(2, soak: 20) {
                try faults.leaveRoom(0)
                let before = load.answers[507, default: 0] + load.answers[503, default: 0]
                try #require(
                    load.wait(for: [503, 507], count: before + 8),
                    "\(load.answers) \(server.log.suffix(2000))"
                )
                #expect(server.isRunning, "\(server.log.suffix(2000))")
                try faults.mendFiles()
                let accepted = oracle.accepted.count
                try #require(oracle.wait(forAccepted: accepted + 100), "\(load.answers) \(server.log.suffix(2000))")
            }
            load.stop()
            let complaints = oracle.complaints(duplicates: .max, asking: API(server))
            #expect(complaints.isEmpty, "\(complaints) \(server.log.suffix(2000))")
            #expect(try faults.writesFailed > 0)
            #expect(server.end(by: SIGTERM) == 0)
        }

        @Test(.timeLimit(.minutes(5)))
        func `that is full: outcomes that could not be written are written when there is room`() throws {
            let oracle = Oracle()
            let gate = Gate()
            let receiver = try oracle.receiver { _ in
                gate.wait()
                return 200
            }
            let site = try Survival.site(receiver.url)
            let faults = try Faults(site)
            let server = try Server(site, environment: faults.environment)
            let load = Load(oracle, to: server, limit: 10).start(connections: 1)
            try #require(load.finish())
            gate.waitForVisitor()
            try faults.leaveRoom(0)
            gate.open()
            #expect(oracle.wait(forArrived: 1), "\(server.log.suffix(2000))")
            #expect(try API(server).wait { _ in try faults.writesFailed > 0 }, "nothing was refused")
            try faults.mendFiles()
            #expect(try API(server).wait { try $0.unfinished() == 0 }, "\(server.log.suffix(2000))")
            // Nothing was sent again for it.
            let complaints = oracle.complaints(duplicates: 0)
            #expect(complaints.isEmpty, "\(complaints)")
            #expect(server.end(by: SIGTERM) == 0)
        }

        @Test(.timeLimit(.minutes(5)))
        func `that is full while the server is killed: it starts without room, and delivers when there is some`() throws
        {
            let oracle = Oracle()
            let receiver = try oracle.receiver()
            let site = try Survival.site(receiver.url)
            let faults = try Faults(site)
            let first = try Server(site, environment: faults.environment)
            let load = Load(oracle, to: first).start(connections: 4)
            try #require(oracle.wait(forAccepted: 200))
            try faults.leaveRoom(0)
            try #require(load.wait(for: [503, 507], count: 4), "\(load.answers) \(first.log.suffix(2000))")
            first.kill()
            load.stop()
            try faults.cutPower(.nothing)
            // It may refuse to start as long as it has no room, and must say so, but may damage nothing.
            if let without = try? Server(site, environment: faults.environment) { without.kill() }
            try faults.mendFiles()
            let second = try Server(site, environment: faults.environment)
            let complaints = oracle.complaints(duplicates: .max, asking: API(second))
            #expect(complaints.isEmpty, "\(complaints) \(second.log.suffix(2000))")
            #expect(second.end(by: SIGTERM) == 0)
        }

        @Test(.timeLimit(.minutes(5)))
        func `without room for a checkpoint: intake and deliveries go on, and the log shrinks later`() throws {
            let oracle = Oracle()
            let receiver = try oracle.receiver()
            let site = try Survival.site(receiver.url)
            let faults = try Faults(site)
            let server = try Server(site, environment: faults.environment)
            // Only checkpoints write to the file itself.
            try faults.failWrites(to: "penstock.db", with: .noSpace)
            #expect(Bulk(to: server).post(Bulk.logFull), "\(server.log.suffix(2000))")
            #expect(try faults.writesFailed > 0, "no checkpoint was tried")
            let load = Load(oracle, to: server, limit: 50).start(connections: 2)
            #expect(load.finish(), "\(load.answers) \(server.log.suffix(2000))")
            #expect(oracle.wait(forArrived: 50), "\(server.log.suffix(2000))")
            try faults.mendFiles()
            #expect(try size(site.path("data/penstock.db")) < 10_000_000)
            let more = Load(oracle, to: server, limit: 50, prefix: "more").start(connections: 2)
            #expect(more.finish(), "\(more.answers) \(server.log.suffix(2000))")
            let complaints = oracle.complaints(duplicates: 0)
            #expect(complaints.isEmpty, "\(complaints)")
            // The log has been copied, or is when the server stops.
            #expect(server.end(by: SIGTERM) == 0)
            #expect(try size(site.path("data/penstock.db")) > 60_000_000)
            #expect(!FileManager.default.fileExists(atPath: site.path("data/\(Self.log)")))
        }

        @Test(.timeLimit(.minutes(5)))
        func `whose fsync fails at a checkpoint: the process ends, and a restart loses nothing`() throws {
            let oracle = Oracle()
            let accepting = Switch()
            let receiver = try oracle.receiver { _ in accepting.isOn ? 200 : 503 }
            let site = try Survival.site(receiver.url)
            let faults = try Faults(site)
            let first = try Server(site, environment: faults.environment)
            let load = Load(oracle, to: first, limit: 50).start(connections: 2)
            #expect(load.finish())
            try faults.failSyncs(of: "penstock.db", with: .io)
            #expect(!Bulk(to: first).post(Bulk.logFull), "the failure was not noticed")
            #expect(first.endsByItself() == 1, "\(first.log.suffix(2000))")
            #expect(try faults.syncsFailed > 0, "no checkpoint was tried")
            try faults.cutPower(.nothing)
            try faults.mendFiles()
            accepting.turnOn()
            let second = try Server(site, environment: faults.environment)
            let complaints = oracle.complaints(duplicates: 0, asking: API(second))
            #expect(complaints.isEmpty, "\(complaints) \(second.log.suffix(2000))")
            #expect(second.end(by: SIGTERM) == 0)
        }

        @Test(.timeLimit(.minutes(5)))
        func `whose fsync fails: the process ends, and a restart loses nothing`() throws {
            let oracle = Oracle()
            let receiver = try oracle.receiver()
            let site = try Survival.site(receiver.url)
            let faults = try Faults(site)
            let first = try Server(site, environment: faults.environment)
            let load = Load(oracle, to: first).start(connections: 4)
            try #require(oracle.wait(forAccepted: 20))
            try faults.failSyncs(of: Self.log, with: .io)
            let status = first.endsByItself()
            load.stop()
            #expect(status == 1, "\(first.log.suffix(2000))")
            #expect(try faults.syncsFailed > 0)
            // The kernel has thrown away what it could not write.
            try faults.cutPower(.nothing)
            try faults.mendFiles()
            let second = try Server(site, environment: faults.environment)
            let complaints = oracle.complaints(duplicates: Survival.slots, asking: API(second))
            #expect(complaints.isEmpty, "\(complaints) \(second.log.suffix(2000))")
            #expect(second.end(by: SIGTERM) == 0)
        }

        /// A server that was killed with a log that holds all of it, and its receiver, which takes nothing yet.
        private func killed(_ oracle: Oracle) throws -> (Site, Switch, Receiver) {
            let accepting = Switch()
            let receiver = try oracle.receiver { _ in accepting.isOn ? 200 : 503 }
            let site = try Survival.site(receiver.url)
            let server = try Server(site)
            let load = Load(oracle, to: server, limit: 200).start(connections: 1)
            try #require(load.finish())
            server.kill()
            return (site, accepting, receiver)
        }

        @Test(.timeLimit(.minutes(5)), arguments: [1, 24, 4096, 4097, 100_000])
        func `whose log ends in torn bytes: nothing that was committed is lost`(bytes: Int) throws {
            let oracle = Oracle()
            let (site, accepting, receiver) = try killed(oracle)
            let log = try #require(FileHandle(forUpdatingAtPath: site.path("data/\(Self.log)")))
            var chance = Chance(seed: UInt64(bytes))
            try log.seekToEnd()
            try log.write(contentsOf: Data((0..<bytes).map { _ in UInt8.random(in: 0...255, using: &chance) }))
            try log.close()
            accepting.turnOn()
            let server = try Server(site)
            let complaints = oracle.complaints(duplicates: 0, asking: API(server))
            #expect(complaints.isEmpty, "\(complaints) \(server.log.suffix(2000))")
            #expect(server.end(by: SIGTERM) == 0)
            _ = receiver
        }

        @Test(.timeLimit(.minutes(5)))
        func `with a damaged frame in the middle of the log: the start is refused, and says what to do`() throws {
            let oracle = Oracle()
            let (site, accepting, receiver) = try killed(oracle)
            let path = site.path("data/\(Self.log)")
            let middle = UInt64(try size(path) / 2)
            let log = try #require(FileHandle(forUpdatingAtPath: path))
            try log.seek(toOffset: middle)
            let byte = try #require(try log.read(upToCount: 1)?.first)
            try log.seek(toOffset: middle)
            try log.write(contentsOf: Data([byte ^ 0xFF]))
            try log.close()
            let refused = try site.penstock("serve", "pipelines", "--data", "data", "--listen", "127.0.0.1:0")
            #expect(refused.status == 1, "\(refused.error)")
            #expect(refused.error.contains("penstock doctor"), "\(refused.error)")
            #expect(refused.error.contains("--accept-loss"), "\(refused.error)")
            // Asked again it says the same: looking has changed nothing.
            let again = try site.penstock("serve", "pipelines", "--data", "data", "--listen", "127.0.0.1:0")
            let sentence = refused.error.split(separator: "penstock: ").last ?? ""
            #expect(again.status == 1 && again.error.hasSuffix(sentence), "\(again.error)")

            let doctor = try site.penstock("doctor", "--accept-loss", "--data", "data")
            #expect(doctor.status == 0, "\(doctor.output) \(doctor.error)")
            accepting.turnOn()
            let server = try Server(site)
            // What stood before the damage is there, in the order it was written.
            #expect(oracle.wait(forArrived: 50), "\(server.log.suffix(2000))")
            let load = Load(oracle, to: server, limit: 10, prefix: "after").start(connections: 1)
            #expect(load.finish() && server.end(by: SIGTERM) == 0, "\(server.log.suffix(2000))")
            _ = receiver
        }

        private func size(_ path: String) throws -> Int {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            return try #require(attributes[.size] as? Int)
        }
    }
}

extension API {
    /// Deliveries that are neither finished nor in need of a person, over all pipelines.
    func unfinished() throws -> Int {
        var sum = 0
        for pipeline in try get("/v1/status")["pipelines"]?.arrayValue ?? [] {
            for state in ["pending", "waiting"] {
                sum += pipeline[state]?.numberValue.flatMap { Int($0.text) } ?? 0
            }
        }
        return sum
    }
}
