import Foundation

/// Holds its visitors until it is opened.
final class Gate: @unchecked Sendable {
    private let condition = NSCondition()
    private var isOpen = false
    private var visitors = 0

    func wait() {
        condition.withLock {
            visitors += 1
            condition.broadcast()
            while !isOpen { condition.wait() }
        }
    }

    func waitForVisitor() { wait(forVisitors: 1) }

    /// Waits until so many have come.
    func wait(forVisitors count: Int) {
        condition.withLock { while visitors < count { condition.wait() } }
    }

    func open() {
        condition.withLock {
            isOpen = true
            condition.broadcast()
        }
    }
}

/// Something that is off until it is turned on.
final class Switch: @unchecked Sendable {
    private let lock = NSLock()
    private var state = false

    var isOn: Bool { lock.withLock { state } }
    func turnOn() { lock.withLock { state = true } }
    func turnOff() { lock.withLock { state = false } }
}
