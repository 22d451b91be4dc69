internal import PenstockCore

// Erasing takes back what somebody contributed: the figures of others, fixed when they were accepted, stay.

extension Writer {
    /// Takes back what one event contributed.
    mutating func eraseMeasures(of event: EventSequence) throws(StoreError) {
        try measures.settle()
        let range = MeasureEntryID.range(of: event)
        var select = try Statement(
            "SELECT id, group_id, person, value FROM measure_entry WHERE id >= ?1 AND id < ?2",
            on: connection
        )
        select.bind(1, range.lowerBound)
        select.bind(2, range.upperBound)
        var entries: [(id: Int64, group: Int64, person: KeyDigest?, value: Int64?)] = []
        while try select.step() {
            guard let group = select.integerOrNil(1) else { continue }
            entries.append((select.integer(0), group, select.key(2), select.integerOrNil(3)))
        }
        for entry in entries {
            try take(entry.value.map { [$0] } ?? [], from: entry.group)
            if let person = entry.person { try unchain(entry.id, of: person, in: entry.group) }
        }
        var delete = try Statement("DELETE FROM measure_entry WHERE id >= ?1 AND id < ?2", on: connection)
        delete.bind(1, range.lowerBound)
        delete.bind(2, range.upperBound)
        try delete.run()
    }

    /// Takes back what a person contributed, also by events whose payload is no longer kept, the newest of a group first.
    /// - Parameter limit: How many entries at most.
    /// - Returns: Whether there were any.
    mutating func eraseMeasures(of person: KeyDigest, limit: Int) throws(StoreError) -> Bool {
        try measures.settle()
        var select = try Statement(
            "SELECT group_id, last_entry FROM measure_person WHERE person = ?1 LIMIT 1",
            on: connection
        )
        select.bind(1, person)
        guard try select.step() else { return false }
        let (group, last) = (select.integer(0), select.integer(1))
        select.reset()
        let chain = try chain(from: last, limit: limit)
        try take(chain.compactMap(\.value), from: group)
        var delete = try Statement("DELETE FROM measure_entry WHERE id = ?1", on: connection)
        for link in chain {
            delete.bind(1, link.id)
            try delete.run()
        }
        // What is counted of the rest is wrong until that is gone too, and nobody asks for it any more.
        var rest = try Statement(
            chain.last?.previous == nil
                ? "DELETE FROM measure_person WHERE person = ?1 AND group_id = ?2"
                : "UPDATE measure_person SET last_entry = ?3 WHERE person = ?1 AND group_id = ?2",
            on: connection
        )
        rest.bind(1, person)
        rest.bind(2, group)
        if let next = chain.last?.previous { rest.bind(3, next) }
        try rest.run()
        return true
    }

    private mutating func take(_ values: [Int64], from group: Int64) throws(StoreError) {
        guard !values.isEmpty else { return }
        try measures.change(group) { (measured, reader) throws(StoreError) in
            for value in values.compactMap(FixedDecimal.init(units:)) {
                try measured.remove(value) { (low) throws(StoreError) in try reader.block(group, low) }
            }
        }
    }

    // MARK: - Chains

    private struct Link {
        var id: Int64
        var previous: Int64?
        var value: Int64?
        var day: Int64?
    }

    /// A person's entries of one group, newest first.
    private func chain(from last: Int64, limit: Int = .max) throws(StoreError) -> [Link] {
        var select = try Statement("SELECT previous, value, day FROM measure_entry WHERE id = ?1", on: connection)
        var links: [Link] = []
        var next: Int64? = last
        while links.count < limit, let id = next {
            select.bind(1, id)
            defer { select.reset() }
            // One entry never leads to a later one, so this ends whatever the file says.
            guard try select.step(), links.last.map({ id < $0.id }) ?? true else { break }
            links.append(
                Link(
                    id: id,
                    previous: select.integerOrNil(0),
                    value: select.integerOrNil(1),
                    day: select.integerOrNil(2)
                )
            )
            next = select.integerOrNil(0)
        }
        return links
    }

    /// Takes one entry out of a person's chain, and counts anew what is left.
    private mutating func unchain(_ entry: Int64, of person: KeyDigest, in group: Int64) throws(StoreError) {
        guard let own = try measures.reader.own(person, group) else { return }
        let chain = try chain(from: own.lastEntry)
        let left = chain.filter { $0.id != entry }
        if let after = chain.first(where: { $0.previous == entry }) {
            var update = try Statement("UPDATE measure_entry SET previous = ?2 WHERE id = ?1", on: connection)
            update.bind(1, after.id)
            update.bind(2, chain.first { $0.id == entry }?.previous)
            try update.run()
        }
        guard let last = left.first else {
            var delete = try Statement(
                "DELETE FROM measure_person WHERE person = ?1 AND group_id = ?2",
                on: connection
            )
            delete.bind(1, person)
            delete.bind(2, group)
            return try delete.run()
        }
        var figures = OwnFigures()
        for link in left.reversed() {
            figures.add(link.value.flatMap(FixedDecimal.init(units:)), link.day.map(CalendarDay.init(number:)))
        }
        try measures.change(MeasureReader.Own(figures: figures, lastEntry: last.id), of: person, in: group)
    }
}
