/// The name of a measure: the series in which it counts, and its own.
package struct MeasureName: Sendable, Hashable, CustomStringConvertible {
    /// The type that declares it, unless types share one: first and renewed certificates are one series.
    package var series: String
    package var name: String

    package init(series: String, name: String) {
        self.series = series
        self.name = name
    }

    /// As people write it: `learning_path.started/started`.
    package var description: String { "\(series)/\(name)" }
}

/// What an event contributes to a measure.
package struct NewMeasurement: Sendable, Equatable {
    package var measure: MeasureName
    /// Of the values that make the group.
    package var group: KeyDigest
    /// What people call the group.
    package var label: String
    /// Of the person's name, which is not kept. Nil where the event names nobody: then it counts among the peers of others,
    /// and has no attempts before it.
    package var person: KeyDigest?
    package var value: MeasuredValue
    /// Tells repetitions of one fact, which count once.
    package var identity: DedupeKey?

    package init(
        _ measure: MeasureName,
        group: KeyDigest,
        label: String,
        person: KeyDigest?,
        value: MeasuredValue,
        identity: DedupeKey? = nil
    ) {
        self.measure = measure
        self.group = group
        self.label = label
        self.person = person
        self.value = value
        self.identity = identity
    }
}

/// What is measured.
package enum MeasuredValue: Sendable, Equatable {
    /// The event has no such value; it counts as an attempt.
    case none
    case number(FixedDecimal)
    /// Kept for measures that count from it, and compared with nobody.
    case day(CalendarDay)
    /// Days from one day to another.
    case days(DaySpan)
}

/// From when to when days are counted.
package struct DaySpan: Sendable, Equatable {
    /// The measure that knows when the person began; its last day counts before ``from``.
    package var start: MeasureName?
    /// As the event says it; nil where it does not.
    package var from: CalendarDay?
    package var to: CalendarDay

    package init(start: MeasureName?, from: CalendarDay?, to: CalendarDay) {
        self.start = start
        self.from = from
        self.to = to
    }

    /// The days between; nil without a beginning, or when that lies after the end.
    package func length(startingOn start: CalendarDay?) -> FixedDecimal? {
        guard let first = start ?? from, first.number <= to.number else { return nil }
        return FixedDecimal(whole: to.number - first.number)
    }
}

extension MeasuredValue {
    /// The measure that knows when the person began.
    package var start: MeasureName? {
        if case .days(let span) = self { span.start } else { nil }
    }

    /// What is compared with others.
    package func number(startingOn start: CalendarDay?) -> FixedDecimal? {
        switch self {
        case .none, .day: nil
        case .number(let number): number
        case .days(let span): span.length(startingOn: start)
        }
    }

    /// The day that is kept.
    package var day: CalendarDay? {
        if case .day(let day) = self { day } else { nil }
    }
}
