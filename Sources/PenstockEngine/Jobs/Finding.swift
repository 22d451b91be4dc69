package import PenstockCore
package import PenstockJSON

/// What a job is about, as it was counted before it began.
package struct Finding: Sendable, Equatable {
    /// Deliveries to be made or to be retried; events to be erased.
    package var count = 0
    /// How many of each type.
    package var types: [String: Int] = [:]
    /// When the oldest and the newest of the events were accepted.
    package var first: Timestamp?
    package var last: Timestamp?
    /// For an erasure: deliveries of these events that are still to be made, and will be cancelled.
    package var unfinished = 0
    /// False where counting was given up, because there is so much.
    package var isComplete = true

    package init() {}

    mutating func add(_ type: String, at time: Timestamp) {
        count += 1
        types[type, default: 0] += 1
        first = first.map { min($0, time) } ?? time
        last = last.map { max($0, time) } ?? time
    }

    mutating func add(_ other: Finding) {
        count += other.count
        types.merge(other.types, uniquingKeysWith: +)
        first = [first, other.first].compactMap(\.self).min()
        last = [last, other.last].compactMap(\.self).max()
        unfinished += other.unfinished
    }
}

extension Finding {
    package var json: JSONObject {
        var json: JSONObject = ["count": .number(JSONNumber(count)), "complete": .bool(isComplete)]
        json["types"] = .object(
            JSONObject(types.sorted { $0.key < $1.key }.map { ($0.key, .number(JSONNumber($0.value))) })
        )
        json["first"] = first.map { .string($0.description) }
        json["last"] = last.map { .string($0.description) }
        if unfinished > 0 { json["unfinished"] = .number(JSONNumber(unfinished)) }
        return json
    }
}
