import Foundation
import Glibc
import Testing

extension Survival {
    /// The process is gone, or stands still, or the power is.
    @Suite struct `A crash` {
        /// How a server ends.
        enum End: String, CaseIterable, CustomTestStringConvertible {
            case kill, powerCut, powerCutWithTornWrites
            var testDescription: String {
                switch self {
                case .kill: "kill -9"
                case .powerCut: "a cut of the power that loses all that was not synced"
                case .powerCutWithTornWrites: "a cut of the power that tears what was not synced"
                }
            }
        }

        @Test(.timeLimit(.minutes(15)), arguments: End.allCases)
        func `under load, at random moments: all that was answered 202 arrives`(end: End) throws {
            var chance = Chance(seed: Chance.seed(for: end.testDescription))
            let oracle = Oracle()
            let receiver = try oracle.receiver()
            let site = try Survival.site(receiver.url)
            let faults = try Faults(site)
            let environment = end == .kill ? [:] : faults.environment
            var server = try Server(site, environment: environment)
            let load = Load(oracle, to: server).start(connections: 4)
            let crashes = Soak.choose(3, soak: 40)
            var lost = 0
            for _ in 0..<crashes {
                // The moment is drawn in events, so that it falls anywhere in a transaction on any machine.
                let more = Int.random(in: 50...700, using: &chance)
                try #require(oracle.wait(forAccepted: oracle.accepted.count + more), "\(server.log.suffix(2000))")
                server.kill()
                switch end {
                case .kill: break
                case .powerCut: lost += try faults.cutPower(.nothing)
                case .powerCutWithTornWrites: lost += try faults.cutPower(.some(seed: chance.next()))
                }
                server = try Server(site, environment: environment)
                load.turn(to: server)
            }
            load.stop()
            let complaints = oracle.complaints(duplicates: crashes * Survival.slots)
            #expect(complaints.isEmpty, "\(complaints) \(server.log.suffix(2000))")
            #expect(server.end(by: SIGTERM) == 0)
            #expect(try site.integrity() == "ok")
            if end != .kill { #expect(try faults.syncs > 0, "the shim has seen no sync") }
            print(
                """
                \(end.testDescription): \(oracle.accepted.count) accepted, \(crashes) crashes, \(lost) writes lost, \
                \(oracle.repetitions()) came again
                """
            )
        }

        @Test(.timeLimit(.minutes(5)))
        func `a host that stands still goes on where it was`() throws {
            let oracle = Oracle()
            let receiver = try oracle.receiver()
            let site = try Survival.site(receiver.url)
            let server = try Server(site)
            let load = Load(oracle, to: server).start(connections: 4)
            try #require(oracle.wait(forAccepted: 200))
            server.send(SIGSTOP)
            // Nothing happens meanwhile that could be waited for.
            let pause = NSCondition()
            let end = Date(timeIntervalSinceNow: Soak.choose(3, soak: 30))
            pause.withLock { while pause.wait(until: end) {} }
            server.send(SIGCONT)
            try #require(oracle.wait(forAccepted: oracle.accepted.count + 200), "\(server.log.suffix(2000))")
            load.stop()
            // What was under way may be counted as timed out, and come again.
            let complaints = oracle.complaints(duplicates: Survival.slots)
            #expect(complaints.isEmpty, "\(complaints) \(server.log.suffix(2000))")
            #expect(server.end(by: SIGTERM) == 0)
        }
    }
}
