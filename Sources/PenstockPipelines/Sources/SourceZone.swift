internal import Foundation
package import PenstockCore

/// A time zone: which offset holds when.
package struct SourceZone: Sendable, Equatable {
    /// Its name in the IANA time zone database, such as `America/New_York`.
    package let name: String
    /// Nil for UTC, of which nothing has to be looked up.
    private let zone: TimeZone?

    package static let utc = SourceZone(name: "UTC", zone: nil)

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
    static var names: [String] { ["UTC"] + TimeZone.knownTimeZoneIdentifiers }

    /// Seconds east of UTC at a moment.
    private func offset(at moment: Timestamp) -> Int64 {
        guard let zone else { return 0 }
        let date = Date(timeIntervalSince1970: Double(moment.microseconds) / 1_000_000)
        return Int64(zone.secondsFromGMT(for: date))
    }

    /// The moment at which clocks of the zone show a time, given as if it were in UTC. Of two such moments, when clocks
    /// are put back, one; of none, when they are put forward, the one as much later.
    package func moment(showing local: Timestamp) -> Timestamp {
        let first = local + .seconds(-offset(at: local))
        return local + .seconds(-offset(at: first))
    }

    /// The day on which a moment falls, as RFC 3339 writes it: `2026-03-04`.
    package func day(of moment: Timestamp) -> String {
        String((moment + .seconds(offset(at: moment))).description.prefix(10))
    }
}
