/// Measures in memory: the same figures as a store's, for tests of pipelines and for stores without a disk.
package struct MeasureLedger: Sendable {
    private struct GroupKey: Hashable {
        var measure: MeasureName
        var group: KeyDigest
    }

    private struct PersonKey: Hashable {
        var group: GroupKey
        var person: KeyDigest
    }

    private struct Entry {
        var value: FixedDecimal?
        var day: CalendarDay?
    }

    /// The first event of a fact.
    private struct First {
        var at: Timestamp
        var window: Duration
        var figures: MeasureFigures
    }

    private var groups: [GroupKey: MeasuredGroup] = [:]
    private var entries: [PersonKey: [Entry]] = [:]
    private var firsts: [GroupKey: [KeyDigest: First]] = [:]

    package init() {}

    /// Notes what an event contributes, and says what stood there before it.
    /// - Parameter now: When it is accepted.
    package mutating func record(_ measurements: [NewMeasurement], at now: Timestamp) -> EventFigures {
        EventFigures(measures: measurements.map { record($0, at: now) })
    }

    /// What an event would find.
    package func figures(for measurements: [NewMeasurement], at now: Timestamp) -> EventFigures {
        var copy = self
        return copy.record(measurements, at: now)
    }

    private mutating func record(_ new: NewMeasurement, at now: Timestamp) -> MeasureFigures {
        let key = GroupKey(measure: new.measure, group: new.group)
        if let identity = new.identity, let first = firsts[key]?[identity.digest], now - first.at < first.window {
            return first.figures
        }
        let start = new.person.flatMap { person in
            new.value.start.flatMap { start in
                entries[PersonKey(group: GroupKey(measure: start, group: new.group), person: person)]?
                    .last?.day
            }
        }
        let value = new.value.number(startingOn: start)
        var group = groups[key] ?? MeasuredGroup()
        var figures = MeasureFigures(name: new.measure.name, value: value, startDay: start)
        figures.peers = group.figures(before: value, Self.nothingToRead)
        for entry in new.person.flatMap({ entries[PersonKey(group: key, person: $0)] }) ?? [] {
            figures.own.add(entry.value, entry.day)
        }
        if let value { group.add(value, Self.nothingToRead) }
        groups[key] = group
        if let person = new.person {
            entries[PersonKey(group: key, person: person), default: []].append(
                Entry(value: value, day: new.value.day)
            )
        }
        if let identity = new.identity {
            firsts[key, default: [:]][identity.digest] = First(at: now, window: identity.window, figures: figures)
        }
        return figures
    }

    /// All blocks are in memory.
    private static func nothingToRead(_ low: Int64) -> ValueBlock { ValueBlock() }
}
