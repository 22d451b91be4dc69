internal import Foundation

/// Lets stage calls into a worker together, and a suspect in alone, so that its death accuses the right one.
final class CallGate: @unchecked Sendable {
    private let condition = NSCondition()
    private var inside = 0
    private var isAlone = false
    private var waiting = 0

    /// Runs a call beside others.
    func together<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        condition.lock()
        // Who wants to be alone goes first, or it might wait for ever.
        while isAlone || waiting > 0 { condition.wait() }
        inside += 1
        condition.unlock()
        defer { leave() }
        return try body()
    }

    /// Runs a call while there is no other.
    func alone<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        condition.lock()
        waiting += 1
        while isAlone || inside > 0 { condition.wait() }
        waiting -= 1
        inside += 1
        isAlone = true
        condition.unlock()
        defer { leave() }
        return try body()
    }

    private func leave() {
        condition.lock()
        inside -= 1
        isAlone = false
        if inside == 0 { condition.broadcast() }
        condition.unlock()
    }
}
