internal import PenstockCore
internal import PenstockPipelines

/// Spreads the starts of a lane evenly (`rate`). Pure.
///
/// The generic cell rate algorithm (ITU-T I.371, annex A), which is a token bucket that keeps one time instead of a
/// count: when the next token would come if all were used.
struct TokenBucket: Sendable, Equatable {
    /// Between two tokens, in nanoseconds: microseconds would let `3/s` drift.
    private let interval: Int64
    /// How many may be saved up: a fiftieth of a second's worth, for a timer cannot wake for each of many, and at least
    /// one.
    let capacity: Int
    /// How late a token may be taken without being lost, in nanoseconds: timers wake late, and a slow rate has no
    /// second token to make up for it.
    private let tolerance: Int64
    /// When the bucket would be full, in nanoseconds.
    private var full: Int64 = .min

    init(_ rate: RateLimit) {
        let period = rate.per.microseconds * 1000
        let count = Int64(max(rate.count, 1))
        // Rounded up: rather a little slower than a limit that is broken.
        interval = max((period + count - 1) / count, 1)
        capacity = Int(max(20_000_000 / interval, 1))
        tolerance = min(interval / 2, 10_000_000)
    }

    /// How many may start now.
    func available(at now: Timestamp) -> Int {
        let now = now.microseconds * 1000
        guard full > now else { return capacity }
        let missing = (full - now + interval - 1) / interval
        return max(capacity - Int(missing), 0)
    }

    /// Takes tokens that are there.
    mutating func take(_ count: Int, at now: Timestamp) {
        full = max(full, now.microseconds * 1000 - tolerance) + interval * Int64(count)
    }

    /// Gives tokens back: nothing was sent for them.
    mutating func giveBack(_ count: Int) {
        guard full != .min else { return }
        full -= interval * Int64(count)
    }

    /// When the next token comes, if there is none now.
    var next: Timestamp {
        guard full != .min else { return Timestamp(microseconds: 0) }
        let at = full - interval * Int64(capacity - 1)
        return Timestamp(microseconds: (at + 999) / 1000)
    }
}
