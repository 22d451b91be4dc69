package import PenstockCore

extension SQLiteStore {
    package func figures(of event: EventSequence) throws(StoreError) -> EventFigures? {
        try readers.read { (connection) throws(StoreError) in
            let range = MeasureEntryID.range(of: event)
            var select = try Statement(
                "SELECT figures FROM measure_entry WHERE id >= ?1 AND id < ?2 AND figures <> x'' ORDER BY id",
                on: connection
            )
            select.bind(1, range.lowerBound)
            select.bind(2, range.upperBound)
            var measures: [MeasureFigures] = []
            while try select.step() { measures.append(try Packing.figures(select.bytes(0))) }
            return measures.isEmpty ? nil : EventFigures(measures: measures)
        }
    }

    package func figures(
        for measurements: [NewMeasurement],
        at now: Timestamp
    ) throws(StoreError) -> EventFigures {
        try readers.read { (connection) throws(StoreError) in
            var reader = try MeasureReader(on: connection)
            try reader.countAll()
            var list: [MeasureFigures] = []
            for new in measurements { list.append(try reader.figures(for: new, at: now)) }
            return EventFigures(measures: list)
        }
    }
}

extension MeasureReader {
    fileprivate mutating func figures(for new: NewMeasurement, at now: Timestamp) throws(StoreError) -> MeasureFigures {
        let start = try groupOfStart(new).flatMap { (group) throws(StoreError) in
            try own(new.person, group)?.figures.lastDay
        }
        guard let measure = try measure(new.measure), var stored = try group(measure, new.group) else {
            return MeasureFigures(name: new.measure.name, value: new.value.number(startingOn: start), startDay: start)
        }
        if let first = try repeated(new.identity, stored.id, at: now), !first.isEmpty {
            return try Packing.figures(first)
        }
        return try stored.figures(of: new, try own(new.person, stored.id)?.figures, startingOn: start, &self)
    }
}
