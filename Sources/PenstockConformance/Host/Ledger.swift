internal import CPenstock
internal import Foundation

/// Which attempts are in flight, and how often each was completed.
@safe final class Ledger: @unchecked Sendable {
    private let condition = NSCondition()
    // The condition guards what follows it.
    private var counts: [UInt64: Int] = [:]
    private var open = 0
    private var isClosed = false
    private var offences: [String: Int] = [:]

    /// Counts a token in, before it is submitted.
    func begin(_ token: UInt64) {
        condition.withLock {
            counts[token] = 0
            open += 1
        }
    }

    /// Counts a token out that was not accepted: nothing may follow.
    func refuse(_ token: UInt64) {
        condition.withLock {
            if counts.removeValue(forKey: token) == 0 {
                open -= 1
            } else {
                note("completed a token that it had refused")
            }
        }
    }

    /// From now on every completion is an offence: the stage is released.
    func close() { condition.withLock { isClosed = true } }

    /// Waits until every token is completed.
    /// - Returns: How many are not.
    func wait(seconds: Double) -> Int {
        let end = Date(timeIntervalSinceNow: seconds)
        return condition.withLock {
            while open > 0, condition.wait(until: end) {}
            return open
        }
    }

    /// Lets some time pass in which nothing should come.
    func listen(seconds: Double) {
        let end = Date(timeIntervalSinceNow: seconds)
        condition.withLock { while condition.wait(until: end) {} }
    }

    /// What was wrong with completions, with the number of times.
    var complaints: [String] {
        condition.withLock { offences.sorted { $0.key < $1.key }.map { "it \($0.key), \($0.value) times" } }
    }

    /// Takes a completion.
    func complete(_ result: UnsafePointer<penstock_result>) {
        condition.lock()
        defer {
            condition.broadcast()
            condition.unlock()
        }
        guard unsafe result.pointee.size >= FirstVersion.result else {
            return note("completed with a result that is smaller than version 1's")
        }
        let one = unsafe result.pointee
        if isClosed { note("completed a token after its stage was released") }
        if unsafe one.outcome < PENSTOCK_DELIVERED || one.outcome > PENSTOCK_CONFIGURATION {
            unsafe note("gave the outcome \(one.outcome), which does not exist")
        }
        if unsafe one.sent > PENSTOCK_SENT_YES { unsafe note("said of sent \(one.sent), which means nothing") }
        if unsafe one.resume.len > 4096 { note("left more than 4096 bytes in resume") }
        guard let count = unsafe counts[one.token] else { return note("completed a token that is not in flight") }
        unsafe counts[one.token] = count + 1
        if count == 0 { open -= 1 } else { note("completed a token more than once") }
    }

    private func note(_ offence: String) { offences[offence, default: 0] += 1 }
}
