import Foundation
import PenstockJSON

/// Several connections that post events, each with an id of its own, until every one is answered with 202. Where the
/// server goes away they wait for the next, and post what was not answered again.
final class Senders: @unchecked Sendable {
    private let count: Int
    private let end: Date
    // Guards what follows it.
    private let condition = NSCondition()
    private var port: UInt16
    /// Counts the servers.
    private var generation = 0
    private var answered: Set<String> = []
    private var refusals: [String] = []
    private var running = 0

    /// - Parameters:
    ///   - count: How many events are sent in all.
    ///   - seconds: After which the senders give up.
    init(count: Int, to port: UInt16, seconds: Double) {
        self.count = count
        self.port = port
        end = Date(timeIntervalSinceNow: seconds)
    }

    /// Starts sending.
    func start(connections: Int) {
        running = connections
        for first in 0..<connections {
            Thread.detachNewThread { [self] in
                send(stride(from: first, to: count, by: connections).map { "load-\($0)" })
                condition.withLock {
                    running -= 1
                    condition.broadcast()
                }
            }
        }
    }

    /// The ids that were answered with 202.
    var accepted: Set<String> { condition.withLock { answered } }
    /// Answers that are neither 202 nor "try again".
    var refused: [String] { condition.withLock { refusals } }

    /// Tells the senders where the next server is.
    func turn(to port: UInt16) {
        condition.withLock {
            self.port = port
            generation += 1
            condition.broadcast()
        }
    }

    /// Waits until so many events were answered with 202.
    /// - Returns: Whether they were before the senders gave up.
    func wait(forAccepted count: Int) -> Bool {
        condition.withLock {
            while answered.count < count {
                guard running > 0, condition.wait(until: end) else { return false }
            }
            return true
        }
    }

    private func send(_ ids: [String]) {
        var rest = ids[...]
        while !rest.isEmpty, Date() < end {
            let (port, generation) = condition.withLock { (self.port, self.generation) }
            if let socket = try? Socket.connected(to: port) { post(&rest, on: socket) }
            guard !rest.isEmpty else { return }
            condition.withLock {
                while self.generation == generation {
                    guard condition.wait(until: end) else { return }
                }
            }
        }
    }

    /// Posts one event after the other, until the connection ends.
    private func post(_ ids: inout ArraySlice<String>, on socket: Socket) {
        var reader = HTTPReader(socket)
        while let id = ids.first {
            guard (try? socket.write(request(id))) != nil, let answer = reader.next(), answer.status != 503 else {
                return
            }
            ids.removeFirst()
            condition.withLock {
                if answer.status == 202 {
                    answered.insert(id)
                } else {
                    refusals.append("\(id): \(answer.start) \(String(decoding: answer.body, as: UTF8.self))")
                }
                condition.broadcast()
            }
        }
    }

    private func request(_ id: String) -> [UInt8] {
        let event: JSONValue = [
            "id": .string(id), "source": "/test", "type": "course.completed",
            "data": ["username": "learner1", "catalog_id": "WS-101", "score": 80, "passing_score": 60],
        ]
        let body = event.serialized()
        let head = """
            POST /v1/events HTTP/1.1\r
            Host: 127.0.0.1\r
            Content-Type: application/json\r
            Content-Length: \(body.count)\r
            \r

            """
        return Array(head.utf8) + body
    }
}
