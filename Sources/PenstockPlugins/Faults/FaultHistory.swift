package import PenstockCore
internal import PenstockJSON

/// What follows from the faults so far: which plugins are quarantined, and which deliveries are suspected. Pure: lines
/// in, verdicts out, so that a process that starts anew decides as the one before.
package struct FaultHistory: Sendable, Equatable {
    /// A delivery that may have brought a plugin down.
    package struct Suspicion: Sendable, Equatable {
        /// The last fault that named it.
        package var record: FaultRecord
        /// How many faults of this plugin have named it.
        package var count: Int

        /// Named twice, and the last time nobody else was: it is not tried again.
        package var isCertain: Bool { count >= 2 && record.deliveries.count == 1 }

        /// What happened, for people.
        package var reason: Reason {
            let times = isCertain ? "; \(count) times with this delivery, the last time with no other" : ""
            return Reason(code: record.code, text: record.sentence + times, stage: record.site?.label)
        }
    }

    /// The last fault of each plugin, by the file's SHA-256.
    package private(set) var quarantined: [String: FaultRecord] = [:]
    /// What has not been cleared since.
    package private(set) var suspects: [DeliveryID: Suspicion] = [:]
    /// All faults since a person last started the host.
    package private(set) var sinceStart: [FaultRecord] = []

    package init() {}

    /// Takes all lines of the file.
    package init(_ bytes: [UInt8]) {
        for line in bytes.split(separator: UInt8(ascii: "\n")) { take(line) }
    }

    /// Takes the next line of the file. What is none, because a crash cut it short, says nothing.
    package mutating func take(_ line: some Sequence<UInt8>) {
        guard let line = try? JSONValue.parse(Array(line)) else { return }
        if let record = FaultRecord(line) {
            take(record)
        } else if let cleared = line["cleared"]?.arrayValue {
            for id in cleared.compactMap({ $0.numberValue?.int64 }) { suspects[DeliveryID(id)] = nil }
        } else if line["started"] != nil {
            sinceStart = []
        }
    }

    package mutating func take(_ record: FaultRecord) {
        sinceStart.append(record)
        guard let culprit = record.culprit else { return }
        quarantined[culprit.digest] = record
        for id in record.deliveries {
            let before = suspects[id].flatMap { $0.record.culprit?.digest == culprit.digest ? $0.count : nil } ?? 0
            suspects[id] = Suspicion(record: record, count: before + 1)
        }
    }

    package mutating func clear(_ deliveries: some Sequence<DeliveryID>) {
        for id in deliveries { suspects[id] = nil }
    }
}
