internal import PenstockCore

/// What the writer keeps of measures.
///
/// An event writes its entry alone, at the end of a table. What follows from entries, the rows of groups and people, is in
/// memory while events flow and written for many at once; where the process ends before, or a transaction is undone,
/// memory begins anew with what the rows say and the entries behind the mark.
struct MeasureBook: ~Copyable, Sendable {
    var reader: MeasureReader
    private var measures: Interner
    private var insertGroup, updateGroup, upsertBlock: Statement
    private var upsertPerson, insertEntry, moveMark: Statement

    private struct GroupKey: Hashable {
        var measure: Int64
        var key: KeyDigest
    }

    private struct PersonKey: Hashable {
        var person: KeyDigest
        var group: Int64
    }

    private struct Kept<Value: Sendable>: Sendable {
        var value: Value
        var isChanged = false
    }

    private var numbers: [GroupKey: Int64] = [:]
    private var groups: [Int64: Kept<MeasureReader.Group>] = [:]
    private var people: [PersonKey: Kept<MeasureReader.Own>] = [:]
    private var changedGroups: [Int64] = []
    private var changedPeople: [PersonKey] = []
    /// The newest entry that memory has counted.
    private var newest: Int64 = 0
    /// Whether memory has counted all entries.
    private var isWarm = false
    /// Blocks of the groups in memory, read or not.
    private var blocks = 0

    /// A block has 8 KiB at most, and most have a few bytes.
    private static let mostBlocks = 4096
    private static let mostPeople = 16_384
    /// As many changed rows are written at once: some milliseconds.
    private static let mostChanges = 1024

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
        let moveMark = try Statement("UPDATE measure_mark SET entry = ?1", on: connection)
        self.reader = reader
        self.measures = measures
        self.insertGroup = insertGroup
        self.updateGroup = updateGroup
        self.upsertBlock = upsertBlock
        self.upsertPerson = upsertPerson
        self.insertEntry = insertEntry
        self.moveMark = moveMark
    }

    // MARK: - Recording

    /// Notes what an event contributes, with the figures that stand before it.
    mutating func record(
        _ measurements: [NewMeasurement],
        of event: EventSequence,
        at now: Timestamp
    ) throws(StoreError) {
        if !isWarm { try warmUp() }
        for (place, new) in measurements.enumerated() {
            try record(new, as: MeasureEntryID(event, place).rawValue, at: now)
        }
    }

    private mutating func record(_ new: NewMeasurement, as entry: Int64, at now: Timestamp) throws(StoreError) {
        let group = try number(of: new)
        newest = entry
        insertEntry.bind(1, entry)
        if let figures = try reader.repeated(new.identity, group, at: now) {
            for parameter in Int32(2)...8 { insertEntry.bindNull(parameter) }
            return try insertEntry.run(9, bytes: figures.span)
        }
        let own = try own(new.person, group)
        let start = try reader.groupOfStart(new).flatMap { (group) throws(StoreError) in
            try self.own(new.person, group)?.figures.lastDay
        }
        var stored = try take(group)
        let figures = try stored.value.figures(of: new, own?.figures, startingOn: start, &reader)
        insertEntry.bind(2, group)
        insertEntry.bind(3, orNull: new.person?.bytes ?? [])
        insertEntry.bind(4, own?.lastEntry)
        insertEntry.bind(5, figures.value?.units)
        insertEntry.bind(6, new.value.day?.number)
        insertEntry.bind(7, orNull: new.identity?.digest.bytes ?? [])
        insertEntry.bind(8, new.identity.map { now.microseconds.addingOrMost($0.window.microseconds) })
        try insertEntry.run(9, bytes: Packing.pack(figures).span)

        if stored.value.label != new.label {
            stored.value.label = new.label
            note(&stored)
        }
        try count(figures.value, in: &stored)
        keep(stored)
        count(entry, figures.value, new.value.day, of: new.person, in: group, after: own)
    }

    // MARK: - Counting in memory

    /// Counts what stands behind the mark.
    private mutating func warmUp() throws(StoreError) {
        for entry in try reader.uncounted() {
            var stored = try take(entry.group)
            try count(entry.value, in: &stored)
            keep(stored)
            let own = try own(entry.person, entry.group)
            count(entry.id, entry.value, entry.day, of: entry.person, in: entry.group, after: own)
            newest = entry.id
        }
        isWarm = true
    }

    private mutating func count(
        _ value: FixedDecimal?,
        in stored: inout Kept<MeasureReader.Group>
    ) throws(StoreError) {
        guard let value else { return }
        let id = stored.value.id
        try stored.value.group.add(value) { (low) throws(StoreError) in try reader.block(id, low) }
        note(&stored)
    }

    private mutating func count(
        _ entry: Int64,
        _ value: FixedDecimal?,
        _ day: CalendarDay?,
        of person: KeyDigest?,
        in group: Int64,
        after own: MeasureReader.Own?
    ) {
        guard let person else { return }
        let key = PersonKey(person: person, group: group)
        var figures = own?.figures ?? OwnFigures()
        figures.add(value, day)
        let before = people.updateValue(
            Kept(value: MeasureReader.Own(figures: figures, lastEntry: entry), isChanged: true),
            forKey: key
        )
        if before?.isChanged != true { changedPeople.append(key) }
    }

    private mutating func note(_ stored: inout Kept<MeasureReader.Group>) {
        if !stored.isChanged { changedGroups.append(stored.value.id) }
        stored.isChanged = true
    }

    private mutating func own(_ person: KeyDigest?, _ group: Int64) throws(StoreError) -> MeasureReader.Own? {
        guard let person else { return nil }
        if let known = people[PersonKey(person: person, group: group)] { return known.value }
        return try reader.own(person, group)
    }

    /// The number of an event's group, new or old.
    private mutating func number(of new: NewMeasurement) throws(StoreError) -> Int64 {
        let key = GroupKey(measure: try measures.number(of: new.measure.description), key: new.group)
        if let number = numbers[key] { return number }
        let number: Int64
        if let old = try reader.group(key.measure, key.key) {
            number = old.id
            if groups[number] == nil { keep(Kept(value: old)) }
        } else {
            let empty = MeasuredGroup()
            insertGroup.bind(1, key.measure)
            insertGroup.bind(2, orNull: key.key.bytes)
            insertGroup.bind(3, new.label)
            insertGroup.bind(4, orNull: empty.sum.bytes)
            guard try insertGroup.step() else {
                throw StoreError(.unavailable, "the store gave no number for a group")
            }
            number = insertGroup.integer(0)
            try insertGroup.run()
            keep(Kept(value: MeasureReader.Group(id: number, label: new.label, group: empty)))
        }
        numbers[key] = number
        return number
    }

    /// Takes a group out of memory, so that it is changed where it stands; ``keep(_:)`` puts it back.
    private mutating func take(_ group: Int64) throws(StoreError) -> Kept<MeasureReader.Group> {
        if let known = groups.removeValue(forKey: group) {
            blocks -= known.value.group.values.blockCount
            return known
        }
        guard let stored = try reader.group(numbered: group) else {
            throw StoreError(.corrupt, "the store has lost a group of measured values")
        }
        return Kept(value: stored)
    }

    private mutating func keep(_ stored: Kept<MeasureReader.Group>) {
        blocks += stored.value.group.values.blockCount
        groups[stored.value.id] = stored
    }

    // MARK: - Writing

    /// Writes what has changed where that is much, before a transaction ends.
    mutating func write() throws(StoreError) {
        guard changedGroups.count + changedPeople.count >= Self.mostChanges else { return }
        try writeAll()
        if blocks > Self.mostBlocks { (groups, numbers, blocks) = ([:], [:], 0) }
        if people.count > Self.mostPeople { people.removeAll(keepingCapacity: true) }
    }

    /// Writes all that is counted in memory, and forgets it: the rows say everything then.
    mutating func settle() throws(StoreError) {
        if !isWarm { try warmUp() }
        if !changedGroups.isEmpty || !changedPeople.isEmpty { try writeAll() }
        forget()
    }

    private mutating func writeAll() throws(StoreError) {
        for id in changedGroups.sorted() {
            guard var stored = groups.removeValue(forKey: id) else { continue }
            stored.isChanged = false
            let changes = stored.value.group.values.takeChanges()
            let group = stored.value
            groups[id] = stored
            try write(group, changes)
        }
        // Neighbours in the table share its pages.
        for key in changedPeople.sorted(by: { ($0.person.high, $0.group) < ($1.person.high, $1.group) }) {
            guard let own = people[key]?.value else { continue }
            people[key]?.isChanged = false
            try write(own.figures, last: own.lastEntry, of: key.person, in: key.group)
        }
        moveMark.bind(1, newest)
        try moveMark.run()
        changedGroups.removeAll(keepingCapacity: true)
        changedPeople.removeAll(keepingCapacity: true)
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

    /// Forgets what it remembers, after a transaction was undone.
    mutating func forget() {
        (groups, numbers, people, blocks) = ([:], [:], [:], 0)
        changedGroups.removeAll(keepingCapacity: true)
        changedPeople.removeAll(keepingCapacity: true)
        measures.forget()
        isWarm = false
    }

    /// Changes a group in its rows, behind ``settle()``.
    mutating func change(
        _ group: Int64,
        _ body: (inout MeasuredGroup, inout MeasureReader) throws(StoreError) -> Void
    ) throws(StoreError) {
        guard var stored = try reader.group(numbered: group) else { return }
        try body(&stored.group, &reader)
        try write(stored, stored.group.values.takeChanges())
    }
}

extension MeasureReader.Group {
    /// What an event finds.
    mutating func figures(
        of new: NewMeasurement,
        _ own: OwnFigures?,
        startingOn start: CalendarDay?,
        _ reader: inout MeasureReader
    ) throws(StoreError) -> MeasureFigures {
        let value = new.value.number(startingOn: start)
        var figures = MeasureFigures(name: new.measure.name, value: value, startDay: start)
        let id = id
        figures.peers = try group.figures(before: value) { (low) throws(StoreError) in try reader.block(id, low) }
        figures.own = own ?? OwnFigures()
        return figures
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
