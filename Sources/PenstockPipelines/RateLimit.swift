internal import PenstockCore

/// How many deliveries begin in a time (`rate: 50/s`), evenly spread: of a pipeline, or of a job.
package struct RateLimit: Sendable, Equatable {
    package var count: Int
    package var per: Duration

    private static let units: [(name: String, length: Duration)] = [
        ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3600)), ("d", .seconds(86_400)),
    ]

    /// - Parameters:
    ///   - count: At least 1.
    ///   - per: A second, a minute, an hour or a day.
    package init(count: Int, per: Duration) {
        self.count = count
        self.per = per
    }

    /// Reads a rate such as `50/s`, or `3000/m`; nil for anything else, and for none at all.
    package init?(text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let unit = Self.units.first(where: { $0.name == parts[1] }),
            let count = Int(parts[0]), (1...1_000_000).contains(count)
        else { return nil }
        self.init(count: count, per: unit.length)
    }

    /// The rate as ``init(text:)`` reads it.
    package var text: String { "\(count)/\(Self.units.first { $0.length == per }?.name ?? per.text)" }
}
