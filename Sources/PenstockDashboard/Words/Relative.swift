package import PenstockCore

extension Timestamp {
    /// The moment for people: `2026-03-04 10:00:00 UTC`. Whole seconds.
    package var wording: String {
        let second = Timestamp(microseconds: microseconds - (microseconds % 1_000_000 + 1_000_000) % 1_000_000)
        let text = second.description
        return "\(text.prefix(10)) \(text.dropFirst(11).dropLast()) UTC"
    }

    /// How far away the moment is: `3 minutes ago`, `in 2 hours`, `now`.
    package func relative(to now: Timestamp) -> String {
        let seconds = (now - self).microseconds / 1_000_000
        let (count, unit) = Self.largest(seconds.magnitude)
        guard count > 0 else { return "now" }
        let words = "\(count) \(unit)\(count == 1 ? "" : "s")"
        return seconds > 0 ? "\(words) ago" : "in \(words)"
    }

    private static func largest(_ seconds: UInt64) -> (count: UInt64, unit: String) {
        for (unit, size) in [("day", 86_400), ("hour", 3600), ("minute", 60)] as [(String, UInt64)]
        where seconds >= size {
            return (seconds / size, unit)
        }
        return (seconds, "second")
    }
}

extension Duration {
    /// A length of time for people, in the unit that fits: `850 µs`, `12 ms`, `3.4 s`, `2 min`.
    package var wording: String {
        let microseconds = Double(microseconds)
        for (unit, size) in [("h", 3600e6), ("min", 60e6), ("s", 1e6), ("ms", 1e3)] where microseconds >= size {
            return "\((microseconds / size).short) \(unit)"
        }
        return "\(Int(microseconds)) µs"
    }
}

extension Double {
    /// The number with two digits that count, or all that stand before the point: `0.05`, `3.4`, `128`.
    package var short: String {
        guard isFinite else { return "–" }
        if magnitude >= 10 { return Int(rounded()).grouped }
        let places = magnitude >= 1 || self == 0 ? 1 : magnitude >= 0.1 ? 2 : 3
        let scale = [1.0, 10, 100, 1000][places]
        let value = (self * scale).rounded() / scale
        return value == value.rounded() ? String(Int(value)) : "\(value)"
    }
}
