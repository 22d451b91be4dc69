import Foundation
import PenstockJSON

/// Keeps every id that was answered with 202, takes what arrives, and says in the end what became of the promise.
///
/// An event's data follows from its id, so what arrives can be compared with what was sent, and an event that is sent
/// again after a crash is the same event.
final class Oracle: @unchecked Sendable {
    static let source = "/oracle"

    let type: String
    /// Bytes of text in each event, at most.
    private let weight: Int
    // Guards what follows it.
    private let condition = NSCondition()
    private var promised: Set<String> = []
    /// How often each event came, by the path it came to.
    private var arrivals: [String: [String: Int]] = [:]
    private var mistakes: [String] = []
    /// The `webhook-id` under which each event came first.
    private var names: [String: String] = [:]

    init(type: String = "course.completed", weight: Int = 400) {
        self.type = type
        self.weight = weight
    }

    // MARK: - Sending

    /// The data of the event with an id.
    func data(of id: String) -> JSONValue {
        // FNV-1a, so that the text is another for each id, in its length too.
        var chance = Chance(seed: id.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
        let length = weight / 2 + Int.random(in: 0...weight / 2, using: &chance)
        let letter = Character(Unicode.Scalar(UInt8.random(in: 97...122, using: &chance)))
        return [
            "username": .string(id), "catalog_id": "WS-101", "score": 80, "passing_score": 60,
            "note": .string(
                "\(UInt64.random(in: 0 ... .max, using: &chance)) ü \(String(repeating: letter, count: length))"
            ),
        ]
    }

    /// The event with an id, as it is posted.
    func event(_ id: String) -> JSONValue {
        ["id": .string(id), "source": .string(Self.source), "type": .string(type), "data": data(of: id)]
    }

    /// The event was answered with 202.
    func accepted(_ id: String) {
        condition.withLock {
            promised.insert(id)
            condition.broadcast()
        }
    }

    /// Something was answered that must not be.
    func mistake(_ text: String) {
        condition.withLock {
            mistakes.append(text)
            condition.broadcast()
        }
    }

    // MARK: - Receiving

    /// Takes a request that a receiver got. The body is the event, as no transform changes it.
    func arrived(_ request: HTTPMessage) {
        let path = request.start.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        let body = try? JSONValue.parse(request.body)
        let id = body?["id"]?.stringValue
        let isEqual = id.map { body?["data"] == data(of: $0) } ?? false
        condition.withLock {
            if let id { arrivals[path, default: [:]][id, default: 0] += 1 }
            if !isEqual { mistakes.append("not what was sent: \(id ?? "?") at \(path)") }
            // Every attempt of a delivery carries the same.
            let name = request.headers["webhook-id"] ?? "none"
            let key = "\(path) \(id ?? "?")"
            let first = names.updateValue(name, forKey: key) ?? name
            if first != name || name == "none" {
                mistakes.append("\(key) came as \(first), then as \(name)")
            }
            condition.broadcast()
        }
    }

    /// A receiver that takes everything and tells the oracle.
    func receiver(answering status: @escaping @Sendable (HTTPMessage) -> Int = { _ in 200 }) throws -> Receiver {
        try Receiver(isKeeping: false) { [self] request in
            let status = status(request)
            if status == 200 { arrived(request) }
            return status
        }
    }

    // MARK: - Looking

    var accepted: Set<String> { condition.withLock { promised } }

    /// What arrived at a path, and how often.
    func arrived(at path: String = "/hook") -> [String: Int] { condition.withLock { arrivals[path] ?? [:] } }

    /// How often an event came again, over all that came to a path.
    func repetitions(at path: String = "/hook") -> Int { arrived(at: path).values.reduce(0) { $0 + $1 - 1 } }

    /// Waits until so many events in all were answered with 202.
    func wait(forAccepted count: Int, seconds: Double = 60) -> Bool {
        wait(seconds: seconds) { promised.count >= count }
    }

    /// Waits until so many events in all have arrived at a path.
    func wait(forArrived count: Int, at path: String = "/hook", seconds: Double = 60) -> Bool {
        wait(seconds: seconds) { (arrivals[path]?.count ?? 0) >= count }
    }

    /// Waits until each of these events has arrived at a path, whatever else has.
    func wait(forArrivalOf events: Set<String>, at path: String, seconds: Double = 60) -> Bool {
        wait(seconds: seconds) { arrivals[path].map { arrived in events.allSatisfy { arrived[$0] != nil } } ?? false }
    }

    private func wait(seconds: Double, until holds: () -> Bool) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        return condition.withLock {
            while !holds() { guard condition.wait(until: end) else { return holds() } }
            return true
        }
    }

    // MARK: - Judging

    /// Waits until everything that was promised has come to a path, and says what is wrong then.
    ///
    /// - Parameters:
    ///   - duplicates: How often an event may have come again, over all.
    ///   - server: Asked about what has not arrived: a delivery that waits for a person is accounted for.
    /// - Returns: Nothing when each one is accounted for.
    func complaints(
        at path: String = "/hook",
        duplicates: Int,
        asking server: API? = nil,
        seconds: Double = 60
    ) -> [String] {
        _ = wait(seconds: seconds) { self.promised.allSatisfy { arrivals[path]?[$0] != nil } }
        let (promised, mistakes) = condition.withLock { (self.promised, self.mistakes) }
        let arrived = arrived(at: path)
        var complaints = Array(mistakes.prefix(5))
        let missing = promised.subtracting(arrived.keys).sorted()
        let lost = missing.compactMap { id in server?.stateOfOnlyDelivery(of: id).needsPerson == true ? nil : id }
        if !lost.isEmpty {
            let states = lost.prefix(3).map { "\($0) (\(server?.stateOfOnlyDelivery(of: $0).text ?? "not asked"))" }
            complaints.append("\(lost.count) of \(promised.count) promised have not arrived: \(states)")
        }
        let repeated = repetitions(at: path)
        if repeated > duplicates { complaints.append("\(repeated) came again, and only \(duplicates) may") }
        return complaints
    }
}
