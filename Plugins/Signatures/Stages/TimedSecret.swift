internal import Foundation
internal import PenstockPluginKit

/// An entry of `secrets`: a secret, and when it ends.
struct TimedSecret: Decodable {
    var secret: String
    /// As written: a moment of RFC 3339.
    var until: String?

    private enum CodingKeys: String, CodingKey {
        case secret, until
    }

    /// Reads the secret alone, as a text, or a mapping of both.
    init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            secret = text
            return
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        secret = try container.decode(String.self, forKey: .secret)
        until = try container.decodeIfPresent(String.self, forKey: .until)
    }

    init(_ secret: String) { self.secret = secret }

    /// Where the secret itself stands, below the entry's own place.
    var pointer: String { until == nil ? "" : "/secret" }

    /// When it ends, in microseconds since 1970; `Int64.max` where it does not.
    /// - Throws: when that is no moment.
    func end() throws(ConfigurationProblem) -> Int64 {
        guard let until else { return .max }
        let problem = ConfigurationProblem(
            at: "/until",
            "'\(until.prefix(60))' is no moment; write one such as 2099-01-31T00:00:00Z, with a time and a zone"
        )
        guard let date = try? Date(until, strategy: Date.ISO8601FormatStyle()),
            abs(date.timeIntervalSince1970) < 1e11
        else { throw problem }
        return Int64((date.timeIntervalSince1970 * 1_000_000).rounded())
    }
}

/// Keys with the moments at which they end. Pure: the time is that of each call.
struct TimedKeys<Key: Sendable>: Sendable {
    /// A key until its end.
    struct Entry: Sendable {
        var key: Key
        /// Microseconds since 1970.
        var end: Int64
    }

    private let entries: [Entry]
    /// Before this no key ends, so that nothing is looked at for each message.
    private let firstEnd: Int64

    init(_ entries: [Entry]) {
        self.entries = entries
        firstEnd = entries.map(\.end).min() ?? 0
    }

    /// Calls for each key that lives, in order.
    /// - Throws: when none does.
    func forEachLiving(at now: Int64, _ body: (Key) throws(StageFailure) -> Void) throws(StageFailure) {
        if now < firstEnd {
            for entry in entries { try body(entry.key) }
            return
        }
        var isAny = false
        for entry in entries where now < entry.end {
            isAny = true
            try body(entry.key)
        }
        if !isAny { throw allEnded() }
    }

    /// The living key that ends first: what signs where there is room for one signature.
    func first(at now: Int64) throws(StageFailure) -> Key {
        var first: Entry?
        for entry in entries where now < entry.end && entry.end < (first?.end ?? .max) { first = entry }
        // Those that do not end come after those that do, in their own order.
        guard let found = first ?? entries.first(where: { $0.end == .max }) else { throw allEnded() }
        return found.key
    }

    private func allEnded() -> StageFailure {
        let last = entries.map(\.end).max() ?? 0
        let moment = Date(timeIntervalSince1970: Double(last) / 1_000_000).formatted(.iso8601)
        return .configuration(
            "secrets-ended",
            (entries.count == 1
                ? "the secret ended at \(moment)"
                : "all \(entries.count) secrets have ended, the last one at \(moment)")
                + ", and nothing is sent unsigned: put a new one among `secrets`"
        )
    }
}

extension Setup {
    /// When an entry ends; nil where that cannot be read, which is reported.
    func end(of entry: TimedSecret, at place: String) -> Int64? {
        do throws(ConfigurationProblem) {
            return try entry.end()
        } catch {
            problem(ConfigurationProblem(at: place + error.pointer, error.text))
            return nil
        }
    }
}
