import Foundation
import Glibc
import PenstockJSON
import Testing

extension Survival {
    /// The wall clock is set while the server runs.
    @Suite struct `A clock` {
        @Test(.timeLimit(.minutes(5)), arguments: [3600, -3600])
        func `that jumps an hour: retries neither stall nor burst`(seconds: Int64) throws {
            let accepting = Switch()
            let asked = Tally()
            let oracle = Oracle()
            let receiver = try oracle.receiver { request in
                asked.count(request.headers["webhook-id"] ?? "none")
                return accepting.isOn ? 200 : 503
            }
            // One pipeline tries again soon, the other in half an hour.
            let late = try Receiver { _ in 503 }
            let site = try Survival.site(receiver.url, more: "")
            try site.write(
                Survival.hook(late.url, name: "late").replacing("200ms", with: "30m"),
                to: "pipelines/late.yaml"
            )
            let faults = try Faults(site)
            let server = try Server(site, environment: faults.environment)
            // Two deliveries: of three on, the breaker would do the waiting.
            let load = Load(oracle, to: server, limit: 2).start(connections: 2)
            try #require(load.finish())
            #expect(late.wait { $0.events.count == 2 }, "\(server.log.suffix(2000))")

            try faults.putClockOff(seconds: seconds)
            // Tries go on at their pace, ten more of each …
            let before = asked.counts
            #expect(
                asked.wait { counts in before.allSatisfy { counts[$0.key, default: 0] >= $0.value + 10 } },
                "\(asked.counts) \(server.log.suffix(2000))"
            )
            // … and what was due in half an hour is not due because the clock says that an hour has passed.
            #expect(late.all.requests.count == 2)

            accepting.turnOn()
            let complaints = oracle.complaints(duplicates: 0)
            #expect(complaints.isEmpty, "\(complaints)")
            // A new event is taken and delivered on the other side of the jump, and back again.
            for (index, offset) in [seconds, 0].enumerated() {
                try faults.putClockOff(seconds: offset)
                let more = Load(oracle, to: server, limit: 5, prefix: "after-\(index)").start(connections: 1)
                #expect(more.finish() && oracle.wait(forArrived: 7 + 5 * index), "\(server.log.suffix(2000))")
            }
            #expect(server.end(by: SIGTERM) == 0)
        }

        @Test(.timeLimit(.minutes(5)))
        func `that is put back an hour during a wait does not make the wait an hour longer`() throws {
            let oracle = Oracle()
            let asked = Tally()
            let receiver = try oracle.receiver { _ in
                asked.count("asked")
                return 503
            }
            let site = try Survival.site(receiver.url)
            try site.write(
                Survival.hook(receiver.url).replacing("200ms", with: "2s"),
                to: "pipelines/hook.yaml"
            )
            let faults = try Faults(site)
            let server = try Server(site, environment: faults.environment)
            let load = Load(oracle, to: server, limit: 1).start(connections: 1)
            #expect(load.finish())
            for tries in 1...3 {
                // Nothing else happens that could wake who waits for the next try.
                #expect(asked.wait { $0["asked", default: 0] >= tries }, "\(asked.counts) \(server.log.suffix(2000))")
                #expect(
                    API(server).wait { $0.stateOfOnlyDelivery(of: "load-1").text == "waiting" },
                    "\(server.log.suffix(2000))"
                )
                try faults.putClockOff(seconds: -3600 * Int64(tries))
            }
            #expect(server.end(by: SIGTERM) == 0)
        }
    }
}

/// Counts by name, and waits for counts.
final class Tally: @unchecked Sendable {
    private let condition = NSCondition()
    private var numbers: [String: Int] = [:]

    func count(_ name: String) {
        condition.withLock {
            numbers[name, default: 0] += 1
            condition.broadcast()
        }
    }

    var counts: [String: Int] { condition.withLock { numbers } }

    func wait(seconds: Double = 60, until holds: ([String: Int]) -> Bool) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        return condition.withLock {
            while !holds(numbers) { guard condition.wait(until: end) else { return holds(numbers) } }
            return true
        }
    }
}
