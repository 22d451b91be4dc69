package import PenstockCore
internal import PenstockJSON

/// What is known of how a source fares. It outlives a restart.
package struct SourceMemory: Sendable, Equatable {
    /// What was refused for one reason.
    package struct Refused: Sendable, Equatable {
        package var count = 0
        package var last: Timestamp
        /// The last time in words, without anything secret.
        package var text: String
    }

    /// When a request was verified last.
    package var lastVerified: Timestamp?
    /// When one became an event last.
    package var lastEvent: Timestamp?
    /// Events so far, repetitions too.
    package var events = 0
    /// By the reason, in a few words.
    package var refused: [String: Refused] = [:]
    /// Since when events are expected of it.
    package var expectedSince: Timestamp?
    /// The beginning of the silence that was told last.
    package var toldSilence: Timestamp?

    package init() {}

    /// How much of a text is kept.
    private static let longest = 160
    private static let mostBytes = 4 << 10

    /// Takes note of a refusal.
    package mutating func refuse(_ reason: String, _ text: String, at now: Timestamp) {
        let count = (refused[reason]?.count ?? 0) + 1
        refused[reason] = Refused(count: count, last: now, text: String(text.prefix(Self.longest)))
    }

    /// Since when it has been silent for too long; nil where all is well.
    package func silence(of every: Duration, at now: Timestamp) -> Timestamp? {
        guard let since = lastEvent ?? expectedSince, now - since > every else { return nil }
        return since
    }

    /// The same, unless it was told already.
    package func untoldSilence(of every: Duration, at now: Timestamp) -> Timestamp? {
        silence(of: every, at: now).flatMap { $0 == toldSilence ? nil : $0 }
    }

    // MARK: On disk

    /// As the store keeps it.
    package var bytes: [UInt8] {
        let whole = json(withTexts: true).serialized()
        return whole.count <= Self.mostBytes ? whole : json(withTexts: false).serialized()
    }

    private func json(withTexts: Bool) -> JSONValue {
        var json = JSONObject()
        func set(_ name: String, _ time: Timestamp?) {
            json[name] = time.map { .number(JSONNumber($0.microseconds)) }
        }
        set("verified", lastVerified)
        set("event", lastEvent)
        set("since", expectedSince)
        set("silence", toldSilence)
        json["events"] = .number(JSONNumber(events))
        json["refused"] = .array(
            refused.sorted { $0.key < $1.key }.map { reason, refused in
                [
                    "reason": .string(reason), "count": .number(JSONNumber(refused.count)),
                    "last": .number(JSONNumber(refused.last.microseconds)),
                    "text": .string(withTexts ? refused.text : ""),
                ]
            }
        )
        return .object(json)
    }

    /// Reads what ``bytes`` wrote; what cannot be read is not known.
    package init(_ bytes: [UInt8]) {
        guard let json = try? JSONValue.parse(bytes) else { return }
        func time(_ value: JSONValue?) -> Timestamp? { value?.numberValue?.int64.map(Timestamp.init(microseconds:)) }
        func count(_ value: JSONValue?) -> Int { value?.numberValue?.int64.map { Int($0) } ?? 0 }
        lastVerified = time(json["verified"])
        lastEvent = time(json["event"])
        expectedSince = time(json["since"])
        toldSilence = time(json["silence"])
        events = count(json["events"])
        for entry in json["refused"]?.arrayValue ?? [] {
            guard let reason = entry["reason"]?.stringValue, let last = time(entry["last"]) else { continue }
            refused[reason] = Refused(count: count(entry["count"]), last: last, text: entry["text"]?.stringValue ?? "")
        }
    }
}

/// What a source met.
package enum SourceHappening: Sendable {
    case verified
    /// So many events were accepted, repetitions too.
    case accepted(Int)
    /// A request was not taken, for a reason in a few words, and in a sentence.
    case refused(String, String)
}
