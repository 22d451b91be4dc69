/// What stood in the store when an event was accepted: fixed then, and the same for ever.
package struct EventFigures: Sendable, Equatable {
    /// Those of each measure of the event's type, by its name.
    package var measures: [MeasureFigures]

    package init(measures: [MeasureFigures] = []) { self.measures = measures }

    package subscript(name: String) -> MeasureFigures? { measures.first { $0.name == name } }
}

/// One measure of an event against those that were accepted before it.
package struct MeasureFigures: Sendable, Equatable {
    package var name: String
    /// What was measured; nil where the event has no such value.
    package var value: FixedDecimal?
    /// Everybody's in the same group.
    package var peers: PeerFigures
    /// The same person's in the same group.
    package var own: OwnFigures
    /// The day on which the person began, where an event said so.
    package var startDay: CalendarDay?

    package init(
        name: String,
        value: FixedDecimal?,
        peers: PeerFigures = PeerFigures(),
        own: OwnFigures = OwnFigures(),
        startDay: CalendarDay? = nil
    ) {
        self.name = name
        self.value = value
        self.peers = peers
        self.own = own
        self.startDay = startDay
    }
}

/// A person's own earlier events of a group.
package struct OwnFigures: Sendable, Equatable {
    /// With a value or without.
    package var count: Int
    /// The highest value.
    package var best: FixedDecimal?
    /// The value of the one accepted last that had one.
    package var last: FixedDecimal?
    /// The day of the one accepted last, where days are kept; nil where that one has none.
    package var lastDay: CalendarDay?

    package init(
        count: Int = 0,
        best: FixedDecimal? = nil,
        last: FixedDecimal? = nil,
        lastDay: CalendarDay? = nil
    ) {
        self.count = count
        self.best = best
        self.last = last
        self.lastDay = lastDay
    }

    /// Counts one more, the last so far.
    package mutating func add(_ value: FixedDecimal?, _ day: CalendarDay?) {
        count += 1
        lastDay = day
        guard let value else { return }
        best = best.map { max($0, value) } ?? value
        last = value
    }
}
