internal import Foundation

/// An attempt that a worker's transport has.
struct FlightKey: Hashable, Sendable {
    var stage: UInt32
    var token: UInt64
}

/// The attempts in flight in one worker.
final class FlightTable: @unchecked Sendable {
    private let condition = NSCondition()
    private var flights: [FlightKey: ProxyInstance] = [:]
    private var isClosed = false
    private var waiters = 0
    /// Attempts that are named no more and whose end the host has not taken yet.
    private var landing = 0

    /// Takes note of an attempt; false when the worker has ended.
    func begin(_ key: FlightKey, _ instance: ProxyInstance) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        guard !isClosed else { return false }
        flights[key] = instance
        return true
    }

    /// The attempt that a key names, once; ``landed()`` follows when the host has taken its end.
    func end(_ key: FlightKey) -> ProxyInstance? {
        condition.lock()
        defer { condition.unlock() }
        guard let instance = flights.removeValue(forKey: key) else { return nil }
        landing += 1
        return instance
    }

    func landed() {
        condition.lock()
        landing -= 1
        if waiters > 0 { condition.broadcast() }
        condition.unlock()
    }

    /// All attempts, once, each to be followed by ``landed()``; none begins any more.
    func close() -> [(key: FlightKey, instance: ProxyInstance)] {
        condition.lock()
        defer { condition.unlock() }
        isClosed = true
        let rest = flights.map { ($0.key, $0.value) }
        flights = [:]
        landing += rest.count
        condition.broadcast()
        return rest
    }

    /// Forgets the attempts of a stage: its host is gone.
    func forget(stage: UInt32) {
        condition.lock()
        defer { condition.unlock() }
        flights = flights.filter { $0.key.stage != stage }
        condition.broadcast()
    }

    var isEmpty: Bool {
        condition.lock()
        defer { condition.unlock() }
        return flights.isEmpty
    }

    /// Waits until a stage has no attempt in flight, but not for long.
    func waitUntilLanded(stage: UInt32, seconds: Double) {
        let end = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        waiters += 1
        defer { waiters -= 1 }
        while landing > 0 || flights.contains(where: { $0.key.stage == stage }), condition.wait(until: end) {}
    }
}
