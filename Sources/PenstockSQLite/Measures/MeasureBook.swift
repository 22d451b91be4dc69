internal import PenstockCore

/// What the writer keeps of measures: groups in memory while events flow, each written once in a transaction.
struct MeasureBook: ~Copyable, Sendable {
    var reader: MeasureReader
    private var measures: Interner
    private var insertGroup, updateGroup, upsertBlock: Statement
    private var upsertPerson, insertEntry: Statement

    struct GroupKey: Hashable {
        var measure: Int64
        var key: KeyDigest
    }

    private struct Cached {
        var stored: MeasureReader.Group
        var isChanged = false
    }

    private var groups: [GroupKey: Cached] = [:]
    private var changed: [GroupKey] = []
    /// Blocks of the groups in memory, read or not.
    private var blocks = 0
    /// A block has 8 KiB at most, and most have a few bytes.
    private static let mostBlocks = 4096

    init(on connection: borrowing Connection) throws(StoreError) {
        let reader = try MeasureReader(on: connection)
        let measures = try Interner(table: "measure", on: connection)
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
        self.reader = reader
        self.measures = measures
        self.insertGroup = insertGroup
        self.updateGroup = updateGroup
        self.upsertBlock = upsertBlock
        self.upsertPerson = upsertPerson
        self.insertEntry = insertEntry
    }

    // MARK: - Recording

    /// Notes what an event contributes, with the figures that stand before it.
    mutating func record(
        _ measurements: [NewMeasurement],
        of event: EventSequence,
        at now: Timestamp
    ) throws(StoreError) {
        for (place, new) in measurements.enumerated() {
            try record(new, as: MeasureEntryID(event, place).rawValue, at: now)
        }
    }

    private mutating func record(_ new: NewMeasurement, as entry: Int64, at now: Timestamp) throws(StoreError) {
        let key = GroupKey(measure: try measures.number(of: new.measure.description), key: new.group)
        var cached = try take(key, label: new.label)
        let group = cached.stored.id
        if let figures = try reader.repeated(new.identity, group, at: now) {
            keep(cached, as: key)
            for parameter in Int32(2)...8 { insertEntry.bindNull(parameter) }
            insertEntry.bind(1, entry)
            return try insertEntry.run(9, bytes: figures.span)
        }
        let own = try reader.own(new.person, group)
        let (figures, value) = try Self.figures(of: new, &cached.stored, own?.figures, &reader)
        if let value {
            try cached.stored.group.add(value) { (low) throws(StoreError) in try reader.block(group, low) }
            if !cached.isChanged { changed.append(key) }
            cached.isChanged = true
        }
        keep(cached, as: key)

        insertEntry.bind(1, entry)
        insertEntry.bind(2, group)
        insertEntry.bind(3, orNull: new.person?.bytes ?? [])
        insertEntry.bind(4, own?.lastEntry)
        insertEntry.bind(5, value?.units)
        insertEntry.bind(6, new.value.day?.number)
        insertEntry.bind(7, orNull: new.identity?.digest.bytes ?? [])
        insertEntry.bind(8, new.identity.map { now.microseconds.addingOrMost($0.window.microseconds) })
        try insertEntry.run(9, bytes: Packing.pack(figures).span)

        guard let person = new.person else { return }
        var mine = own?.figures ?? OwnFigures()
        mine.add(value, new.value.day)
        try write(mine, last: entry, of: person, in: group)
    }

    /// What an event finds, and the value that it has.
    static func figures(
        of new: NewMeasurement,
        _ stored: inout MeasureReader.Group,
        _ own: OwnFigures?,
        _ reader: inout MeasureReader
    ) throws(StoreError) -> (figures: MeasureFigures, value: FixedDecimal?) {
        let start = try reader.start(of: new)
        let value = new.value.number(startingOn: start)
        var figures = MeasureFigures(name: new.measure.name, value: value, startDay: start)
        let id = stored.id
        figures.peers = try stored.group.figures(before: value) { (low) throws(StoreError) in
            try reader.block(id, low)
        }
        figures.own = own ?? OwnFigures()
        return (figures, value)
    }

    mutating func write(
        _ own: OwnFigures,
        last entry: Int64,
        of person: KeyDigest,
        in group: Int64
    ) throws(StoreError) {
        upsertPerson.bind(1, orNull: person.bytes)
        upsertPerson.bind(2, group)
        upsertPerson.bind(3, own.count)
        upsertPerson.bind(4, own.best?.units)
        upsertPerson.bind(5, own.last?.units)
        upsertPerson.bind(6, own.lastDay?.number)
        upsertPerson.bind(7, entry)
        try upsertPerson.run()
    }

    // MARK: - Groups in memory

    /// A group, new or old. It is taken out, so that it is changed where it stands; ``keep(_:as:)`` puts it back.
    private mutating func take(_ key: GroupKey, label: String) throws(StoreError) -> Cached {
        var cached: Cached
        if let known = groups.removeValue(forKey: key) {
            blocks -= known.stored.group.values.blockCount
            cached = known
        } else if let old = try reader.group(key.measure, key.key) {
            cached = Cached(stored: old)
        } else {
            let new = MeasuredGroup()
            insertGroup.bind(1, key.measure)
            insertGroup.bind(2, orNull: key.key.bytes)
            insertGroup.bind(3, label)
            insertGroup.bind(4, orNull: new.sum.bytes)
            guard try insertGroup.step() else {
                throw StoreError(.unavailable, "the store gave no number for a group")
            }
            let id = insertGroup.integer(0)
            try insertGroup.run()
            cached = Cached(stored: MeasureReader.Group(id: id, label: label, group: new))
        }
        if cached.stored.label != label {
            cached.stored.label = label
            if !cached.isChanged { changed.append(key) }
            cached.isChanged = true
        }
        return cached
    }

    private mutating func keep(_ cached: Cached, as key: GroupKey) {
        blocks += cached.stored.group.values.blockCount
        groups[key] = cached
    }

    /// Writes what has changed, before the transaction ends or a savepoint is set.
    mutating func write() throws(StoreError) {
        for key in changed {
            guard var cached = groups.removeValue(forKey: key) else { continue }
            cached.isChanged = false
            let changes = cached.stored.group.values.takeChanges()
            let stored = cached.stored
            groups[key] = cached
            try write(stored, changes)
        }
        changed.removeAll(keepingCapacity: true)
        if blocks > Self.mostBlocks { forget() }
    }

    private mutating func write(
        _ stored: MeasureReader.Group,
        _ changes: [CountedValues.Change]
    ) throws(StoreError) {
        updateGroup.bind(1, stored.id)
        updateGroup.bind(2, stored.label)
        updateGroup.bind(3, orNull: stored.group.sum.bytes)
        updateGroup.bind(4, orNull: stored.group.squares.bytes)
        try updateGroup.run()
        for change in changes {
            upsertBlock.bind(1, stored.id)
            upsertBlock.bind(2, change.low)
            upsertBlock.bind(3, change.block.total)
            try upsertBlock.run(4, bytes: Packing.pack(change.block).span)
        }
    }

    /// Forgets what it remembers: what was not written was undone.
    mutating func forget() {
        groups.removeAll(keepingCapacity: true)
        changed.removeAll(keepingCapacity: true)
        measures.forget()
        blocks = 0
    }

    /// Changes a group of which only the number is known, at once.
    mutating func change(
        _ group: Int64,
        _ body: (inout MeasuredGroup, inout MeasureReader) throws(StoreError) -> Void
    ) throws(StoreError) {
        try write()
        forget()
        guard var stored = try reader.group(numbered: group) else { return }
        try body(&stored.group, &reader)
        try write(stored, stored.group.values.takeChanges())
    }
}

/// The number of an entry: its event's, and the place among the event's measures.
struct MeasureEntryID {
    /// How many measures an event may have.
    static let perEvent = 16

    let rawValue: Int64

    init(_ event: EventSequence, _ place: Int) { rawValue = event.rawValue * Int64(Self.perEvent) + Int64(place) }

    /// All that an event may have.
    static func range(of event: EventSequence) -> Range<Int64> {
        MeasureEntryID(event, 0).rawValue..<MeasureEntryID(event, perEvent).rawValue
    }
}

extension Int64 {
    /// The sum, or the most there is.
    fileprivate func addingOrMost(_ other: Int64) -> Int64 {
        let (sum, isTooLarge) = addingReportingOverflow(other)
        return isTooLarge ? .max : sum
    }
}
