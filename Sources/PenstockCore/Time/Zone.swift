internal import Foundation

/// A time zone: which offset holds when.
package struct Zone: Sendable, Equatable {
    /// Its name in the IANA time zone database, such as `America/New_York`.
    package let name: String
    /// Nil for UTC, of which nothing has to be looked up.
    private let zone: TimeZone?

    package static let utc = Zone(name: "UTC", zone: nil)

    private init(name: String, zone: TimeZone?) {
        self.name = name
        self.zone = zone
    }

    /// Nil for a name that is not known.
    package init?(_ name: String) {
        guard name != "UTC" else {
            self = .utc
            return
        }
        // Foundation takes "EST" and "GMT+5" too, which mean something else in different places.
        guard name.contains("/"), let zone = TimeZone(identifier: name) else { return nil }
        self.init(name: name, zone: zone)
    }

    /// The names there are.
    package static var names: [String] { ["UTC"] + TimeZone.knownTimeZoneIdentifiers }

    /// Seconds east of UTC at a moment.
    private func offset(at moment: Timestamp) -> Int64 {
        guard let zone else { return 0 }
        let date = Date(timeIntervalSince1970: Double(moment.microseconds) / 1_000_000)
        return Int64(zone.secondsFromGMT(for: date))
    }

    /// What clocks of the zone show at a moment, given as if it were in UTC.
    package func local(at moment: Timestamp) -> Timestamp { moment + .seconds(offset(at: moment)) }

    /// The moment at which clocks of the zone show a time, given as if it were in UTC. Of two such moments, when clocks
    /// are put back, one; of none, when they are put forward, the one as much later.
    package func moment(showing local: Timestamp) -> Timestamp {
        let first = local + .seconds(-offset(at: local))
        return local + .seconds(-offset(at: first))
    }

    /// The first moment at which clocks of the zone show a time, or a later one: of two, when clocks are put back, the
    /// earlier; of none, when they are put forward, the one at which they are.
    /// - Parameter local: The time, given as if it were in UTC.
    package func firstMoment(showing local: Timestamp) -> Timestamp {
        // No zone is further from UTC than a day, so these are what holds before and after a change nearby.
        let offsets = [offset(at: local + .seconds(-86_400)), offset(at: local + .seconds(86_400))]
        let shown = offsets.map { local + .seconds(-$0) }.filter { self.local(at: $0) == local }
        return shown.min() ?? change(between: local + .seconds(-86_400), and: local + .seconds(86_400))
    }

    /// The moment from which on the offset is that of the later of two moments, with one change between them.
    private func change(between before: Timestamp, and after: Timestamp) -> Timestamp {
        let offset = offset(at: after)
        // By whole seconds: no zone changes within one.
        var (low, high) = (before.microseconds / 1_000_000, after.microseconds / 1_000_000)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if self.offset(at: Timestamp(microseconds: middle * 1_000_000)) == offset {
                high = middle
            } else {
                low = middle
            }
        }
        return Timestamp(microseconds: high * 1_000_000)
    }

    /// The day on which a moment falls, as RFC 3339 writes it: `2026-03-04`.
    package func day(of moment: Timestamp) -> String { String(local(at: moment).description.prefix(10)) }
}
