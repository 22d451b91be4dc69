import Foundation
import PenstockJSON

/// Takes webhooks and remembers them. One thread a connection.
final class Receiver: @unchecked Sendable {
    /// What has arrived.
    struct Arrivals: Sendable {
        var requests: [HTTPMessage] = []
        /// How often each event came, by its id.
        var events: [String: Int] = [:]
    }

    let port: UInt16
    private let listener: Socket
    private let status: @Sendable (HTTPMessage) -> Int
    private let isKeeping: Bool
    // Guards what follows it.
    private let condition = NSCondition()
    private var arrivals = Arrivals()

    /// - Parameters:
    ///   - isKeeping: Whether requests and counts are kept; not where there are very many.
    ///   - status: What a request is answered with.
    init(
        isKeeping: Bool = true,
        answering status: @escaping @Sendable (HTTPMessage) -> Int = { _ in 200 }
    ) throws {
        self.isKeeping = isKeeping
        self.status = status
        (listener, port) = try Socket.listening()
        let listener = listener
        Thread.detachNewThread { [weak self] in
            while let socket = listener.accepted() {
                Thread.detachNewThread { [weak self] in
                    var reader = HTTPReader(socket)
                    while let request = reader.next() {
                        guard let self, (try? socket.write(Array(answer(request).utf8))) != nil else { return }
                    }
                }
            }
        }
    }

    deinit { listener.shutDown() }

    var url: String { "http://127.0.0.1:\(port)/hook" }
    var all: Arrivals { condition.withLock { arrivals } }

    private func answer(_ request: HTTPMessage) -> String {
        let status = status(request)
        let line = "HTTP/1.1 \(status) Status\r\nContent-Length: 0\r\n\r\n"
        guard isKeeping else { return line }
        let event = (try? JSONValue.parse(request.body))?["id"]?.stringValue
        condition.withLock {
            arrivals.requests.append(request)
            if let event { arrivals.events[event, default: 0] += 1 }
            condition.broadcast()
        }
        return line
    }

    /// Waits until something holds of what has arrived.
    /// - Returns: Whether it came to hold within so many seconds.
    func wait(seconds: Double = 60, until holds: (Arrivals) -> Bool) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        return condition.withLock {
            while !holds(arrivals) {
                guard condition.wait(until: end) else { return false }
            }
            return true
        }
    }
}
