internal import PenstockCore

/// Writes the rows of measures, one at a time.
struct MeasureRows: ~Copyable, Sendable {
    private var insertGroup, updateGroup, upsertBlock: Statement
    private var upsertPerson, insertEntry, moveMark: Statement

    init(on connection: borrowing Connection) throws(StoreError) {
        let insertGroup = try Statement(
            """
            INSERT INTO measure_group (measure, key, label, sum, squares) VALUES (?1, ?2, ?3, ?4, ?4) RETURNING id
            """,
            on: connection
        )
        let updateGroup = try Statement(
            "UPDATE measure_group SET label = ?2, sum = ?3, squares = ?4 WHERE id = ?1",
            on: connection
        )
        let upsertBlock = try Statement(
            """
            INSERT INTO measure_block (group_id, low, count, content) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (group_id, low) DO UPDATE SET count = excluded.count, content = excluded.content
            """,
            on: connection
        )
        let upsertPerson = try Statement(
            """
            INSERT INTO measure_person (person, group_id, count, best, last, last_day, last_entry)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (person, group_id) DO UPDATE SET count = excluded.count, best = excluded.best,
                last = excluded.last, last_day = excluded.last_day, last_entry = excluded.last_entry
            """,
            on: connection
        )
        let insertEntry = try Statement(
            """
            INSERT INTO measure_entry (id, group_id, person, previous, value, day, identity, identity_ends_at, figures)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """,
            on: connection
        )
        let moveMark = try Statement("UPDATE measure_mark SET entry = ?1", on: connection)
        self.insertGroup = insertGroup
        self.updateGroup = updateGroup
        self.upsertBlock = upsertBlock
        self.upsertPerson = upsertPerson
        self.insertEntry = insertEntry
        self.moveMark = moveMark
    }

    // MARK: - Entries

    /// What an event contributed, with the figures that stood before it.
    /// - Parameter previous: The entry before of the same person in the group.
    mutating func insert(
        _ entry: Int64,
        of new: NewMeasurement,
        in group: Int64,
        after previous: Int64?,
        _ figures: MeasureFigures,
        at now: Timestamp
    ) throws(StoreError) {
        insertEntry.bind(1, entry)
        insertEntry.bind(2, group)
        insertEntry.bind(3, new.person)
        insertEntry.bind(4, previous)
        insertEntry.bind(5, figures.value?.units)
        insertEntry.bind(6, new.value.day?.number)
        insertEntry.bind(7, new.identity?.digest)
        insertEntry.bind(8, new.identity.map { now.microseconds.addingOrMost($0.window.microseconds) })
        try insertEntry.run(9, bytes: Packing.pack(figures).span)
    }

    /// A repetition counts nowhere, and has the figures of the first.
    mutating func insert(_ entry: Int64, repeating figures: [UInt8]) throws(StoreError) {
        insertEntry.bind(1, entry)
        for parameter in Int32(2)...8 { insertEntry.bindNull(parameter) }
        try insertEntry.run(9, bytes: figures.span)
    }

    // MARK: - What follows from entries

    /// - Returns: The number of the new group, which has no values.
    mutating func insert(_ measure: Int64, _ key: KeyDigest, label: String) throws(StoreError) -> Int64 {
        let empty = MeasuredGroup()
        insertGroup.bind(1, measure)
        insertGroup.bind(2, key)
        insertGroup.bind(3, label)
        insertGroup.bind(4, orNull: empty.sum.bytes)
        guard try insertGroup.step() else {
            throw StoreError(.unavailable, "the store gave no number for a group")
        }
        let number = insertGroup.integer(0)
        try insertGroup.run()
        return number
    }

    /// Writes a group and those of its blocks that have changed.
    mutating func write(_ group: MeasureReader.Group, _ changes: [CountedValues.Change]) throws(StoreError) {
        updateGroup.bind(1, group.id)
        updateGroup.bind(2, group.label)
        updateGroup.bind(3, orNull: group.group.sum.bytes)
        updateGroup.bind(4, orNull: group.group.squares.bytes)
        try updateGroup.run()
        for change in changes {
            upsertBlock.bind(1, group.id)
            upsertBlock.bind(2, change.low)
            upsertBlock.bind(3, change.block.total)
            try upsertBlock.run(4, bytes: Packing.pack(change.block).span)
        }
    }

    /// Writes a person's own in a group.
    mutating func write(_ own: MeasureReader.Own, of person: KeyDigest, in group: Int64) throws(StoreError) {
        upsertPerson.bind(1, person)
        upsertPerson.bind(2, group)
        upsertPerson.bind(3, own.figures.count)
        upsertPerson.bind(4, own.figures.best?.units)
        upsertPerson.bind(5, own.figures.last?.units)
        upsertPerson.bind(6, own.figures.lastDay?.number)
        upsertPerson.bind(7, own.lastEntry)
        try upsertPerson.run()
    }

    /// Says up to which entry all is counted in rows.
    mutating func moveMark(to entry: Int64) throws(StoreError) {
        moveMark.bind(1, entry)
        try moveMark.run()
    }
}

extension Int64 {
    /// The sum, or the most there is.
    fileprivate func addingOrMost(_ other: Int64) -> Int64 {
        let (sum, isTooLarge) = addingReportingOverflow(other)
        return isTooLarge ? .max : sum
    }
}
