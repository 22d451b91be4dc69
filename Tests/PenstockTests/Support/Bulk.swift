import Foundation
import PenstockJSON

/// Large events that no pipeline wants, to fill the store's log quickly: it is copied into the file at 64 MB.
final class Bulk: @unchecked Sendable {
    /// As many fill the log.
    static let logFull = 80

    private static let request: [UInt8] = {
        let text = JSONValue.string(String(repeating: "x", count: 900_000))
        return API.request(
            "POST",
            "/v1/events",
            (["type": "nobody.wants", "data": ["text": text]] as JSONValue).serialized()
        )
    }()

    private let port: UInt16
    // Guards what follows it.
    private let condition = NSCondition()
    private var accepted = 0
    private var hasEnded = false

    init(to server: Server) { port = server.port }

    /// Posts so many on one connection, while other things happen.
    func start(_ count: Int) {
        Thread.detachNewThread { [self] in
            _ = post(count)
            condition.withLock {
                hasEnded = true
                condition.broadcast()
            }
        }
    }

    /// Posts so many, one after the other.
    /// - Returns: Whether all were accepted.
    func post(_ count: Int) -> Bool {
        guard let socket = try? Socket.connected(to: port) else { return false }
        var reader = HTTPReader(socket)
        for _ in 0..<count {
            guard (try? socket.write(Self.request)) != nil, reader.next()?.status == 202 else { return false }
            condition.withLock {
                accepted += 1
                condition.broadcast()
            }
        }
        return true
    }

    /// Waits until so many are accepted.
    func wait(forAccepted count: Int, seconds: Double = 60) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        return condition.withLock {
            while accepted < count { guard !hasEnded, condition.wait(until: end) else { return accepted >= count } }
            return true
        }
    }
}
