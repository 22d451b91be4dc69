import Foundation
import PenstockJSON
import Testing

/// The HTTP API of a server, on a connection of its own for each request.
struct API {
    let port: UInt16

    init(_ server: Server) { port = server.port }

    struct NoAnswer: Error {}

    func get(_ path: String) throws -> JSONValue {
        let answer = try send("GET", path)
        try #require(answer.status == 200, "\(path): \(answer.start) \(String(decoding: answer.body, as: UTF8.self))")
        return try JSONValue.parse(answer.body)
    }

    func post(_ path: String, _ body: JSONValue) throws -> HTTPMessage { try send("POST", path, body.serialized()) }

    func send(_ method: String, _ path: String, _ body: [UInt8] = []) throws -> HTTPMessage {
        let socket = try Socket.connected(to: port)
        try socket.write(Self.request(method, path, body))
        var reader = HTTPReader(socket)
        guard let answer = reader.next() else { throw NoAnswer() }
        return answer
    }

    static func request(_ method: String, _ path: String, _ body: [UInt8]) -> [UInt8] {
        let type = body.isEmpty ? "" : "Content-Type: application/json\r\n"
        let head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(type)Content-Length: \(body.count)\r\n\r\n"
        return Array(head.utf8) + body
    }

    // MARK: - Deliveries

    /// How a delivery stands.
    struct State {
        var text: String
        var needsPerson: Bool { text == "dead" || text == "held" }
    }

    /// The state of the one delivery of an event, or why there is none to be seen.
    func stateOfOnlyDelivery(of event: String) -> State {
        do {
            let path = "/v1/events/\(event)?source=\(Oracle.source.replacing("/", with: "%2F"))"
            let deliveries = try get(path)["deliveries"]?.arrayValue ?? []
            return State(text: deliveries.first?["state"]?.stringValue ?? "no delivery")
        } catch {
            return State(text: "\(error)")
        }
    }

    /// Looks again until something holds, within bounds.
    func wait(seconds: Double = 60, until holds: (API) throws -> Bool) rethrows -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        let pause = NSCondition()
        while Date() < end {
            if try holds(self) { return true }
            // Not in a rush: the other side has a processor to share.
            pause.withLock { _ = pause.wait(until: Date(timeIntervalSinceNow: 0.05)) }
        }
        return false
    }

    /// The value of a metric without labels.
    func metric(_ name: String) throws -> Double {
        let text = String(decoding: try send("GET", "/metrics").body, as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) && !$0.hasPrefix("#") }
        return try #require(line?.split(separator: " ").last.flatMap { Double($0) }, "no metric \(name)")
    }
}
