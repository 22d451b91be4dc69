import Foundation
import PenstockJSON

/// Connections that post events without end, one after the other on each, and hold the server to its answers.
///
/// An event that was not answered, or answered with "try again", is posted again until it is accepted: nobody can know
/// whether the first was stored.
final class Load: @unchecked Sendable {
    private let oracle: Oracle
    private let prefix: String
    // Guards what follows it.
    private let condition = NSCondition()
    private var port: UInt16
    private var next = 0
    private var limit: Int
    private var running = 0
    private var isStopping = false
    private var statuses: [Int: Int] = [:]

    /// - Parameters:
    ///   - limit: How many events there are in all.
    ///   - prefix: Of the events' ids.
    init(_ oracle: Oracle, to server: Server, limit: Int = .max, prefix: String = "load") {
        self.oracle = oracle
        self.limit = limit
        self.prefix = prefix
        port = server.port
    }

    /// Answers that ask the sender to come again.
    static let later: Set<Int> = [429, 503, 507]

    /// How often each status was answered.
    var answers: [Int: Int] { condition.withLock { statuses } }

    @discardableResult
    func start(connections: Int) -> Load {
        condition.withLock { running += connections }
        for _ in 0..<connections {
            Thread.detachNewThread { [self] in
                send()
                condition.withLock {
                    running -= 1
                    condition.broadcast()
                }
            }
        }
        return self
    }

    /// Tells where the server is now.
    func turn(to server: Server) {
        condition.withLock {
            port = server.port
            condition.broadcast()
        }
    }

    /// Waits until all events of the limit are accepted.
    func finish(seconds: Double = 120) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        return condition.withLock {
            while running > 0 { guard condition.wait(until: end) else { return false } }
            return true
        }
    }

    /// Waits until a status was answered so often.
    func wait(for status: Set<Int>, count: Int = 1, seconds: Double = 60) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        return condition.withLock {
            while status.reduce(0, { $0 + statuses[$1, default: 0] }) < count {
                guard condition.wait(until: end) else { return false }
            }
            return true
        }
    }

    /// Ends it; what is not accepted by then is given up.
    func stop() {
        condition.withLock {
            isStopping = true
            condition.broadcast()
            while running > 0 { condition.wait() }
        }
    }

    // MARK: - One connection

    private func send() {
        var connection: HTTPReader?
        while let id = take() {
            let request = API.request("POST", "/v1/events", oracle.event(id).serialized())
            while !isDone(id, request, &connection) { pause() }
        }
    }

    private func take() -> String? {
        condition.withLock {
            guard !isStopping, next < limit else { return nil }
            next += 1
            return "\(prefix)-\(next)"
        }
    }

    /// Posts an event; false when it has to be posted again.
    private func isDone(_ id: String, _ request: [UInt8], _ connection: inout HTTPReader?) -> Bool {
        let (port, isStopping) = condition.withLock { (self.port, self.isStopping) }
        if isStopping { return true }
        if connection == nil { connection = (try? Socket.connected(to: port)).map { HTTPReader($0) } }
        guard (try? connection?.socket.write(request)) != nil, let answer = connection?.next(),
            let status = answer.status
        else {
            connection = nil
            return false
        }
        if status == 202 { oracle.accepted(id) }
        condition.withLock {
            statuses[status, default: 0] += 1
            condition.broadcast()
        }
        if Self.later.contains(status) { return false }
        if status != 202 {
            oracle.mistake("\(id): \(answer.start) \(String(decoding: answer.body, as: UTF8.self))")
        }
        return true
    }

    /// A moment, or until there is another server.
    private func pause() {
        condition.withLock { if !isStopping { _ = condition.wait(until: Date(timeIntervalSinceNow: 0.05)) } }
    }
}
