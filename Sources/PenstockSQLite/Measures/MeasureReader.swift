internal import PenstockCore

/// Reads what is measured, for the writer and for those who only look.
struct MeasureReader: ~Copyable, Sendable {
    private var selectMeasure, selectGroup, selectGroupByID, selectDirectory, selectBlock: Statement
    private var selectPerson, selectIdentity, selectTail: Statement
    /// What is counted nowhere yet; empty for the writer, which counts it in memory.
    private var tail: [Entry] = []

    private init(
        selectMeasure: consuming Statement,
        selectGroup: consuming Statement,
        selectGroupByID: consuming Statement,
        selectDirectory: consuming Statement,
        selectBlock: consuming Statement,
        selectPerson: consuming Statement,
        selectIdentity: consuming Statement,
        selectTail: consuming Statement
    ) {
        self.selectMeasure = selectMeasure
        self.selectGroup = selectGroup
        self.selectGroupByID = selectGroupByID
        self.selectDirectory = selectDirectory
        self.selectBlock = selectBlock
        self.selectPerson = selectPerson
        self.selectIdentity = selectIdentity
        self.selectTail = selectTail
    }

    /// A group as the store has it.
    struct Group {
        var id: Int64
        var label: String
        var group: MeasuredGroup
    }

    /// The number of a measure; nil where nothing was measured under that name.
    mutating func measure(_ name: MeasureName) throws(StoreError) -> Int64? {
        selectMeasure.bind(1, name.description)
        defer { selectMeasure.reset() }
        return try selectMeasure.step() ? selectMeasure.integer(0) : nil
    }

    mutating func group(_ measure: Int64, _ key: KeyDigest) throws(StoreError) -> Group? {
        selectGroup.bind(1, measure)
        selectGroup.bind(2, key)
        return try whole(try Self.group(&selectGroup, &selectDirectory))
    }

    mutating func group(numbered id: Int64) throws(StoreError) -> Group? {
        selectGroupByID.bind(1, id)
        return try whole(try Self.group(&selectGroupByID, &selectDirectory))
    }

    /// A group with what is counted nowhere yet.
    private mutating func whole(_ stored: Group?) throws(StoreError) -> Group? {
        guard !tail.isEmpty, var stored else { return stored }
        let (id, tail) = (stored.id, tail)
        for value in tail.lazy.filter({ $0.group == id }).compactMap(\.value) {
            try stored.group.add(value) { (low) throws(StoreError) in try block(id, low) }
        }
        return stored
    }

    // MARK: - What is counted nowhere yet

    /// What an event contributed.
    struct Entry {
        var id: Int64
        var group: Int64
        var person: KeyDigest?
        var value: FixedDecimal?
        var day: CalendarDay?
    }

    /// Entries that stand in no group's and no person's rows yet, oldest first.
    mutating func uncounted() throws(StoreError) -> [Entry] {
        var entries: [Entry] = []
        while try selectTail.step() {
            entries.append(
                Entry(
                    id: selectTail.integer(0),
                    group: selectTail.integer(1),
                    person: selectTail.key(2),
                    value: selectTail.integerOrNil(3).flatMap(FixedDecimal.init(units:)),
                    day: selectTail.integerOrNil(4).map(CalendarDay.init(number:))
                )
            )
        }
        return entries
    }

    /// Counts from now on what stands in no rows yet, for whoever is not the writer.
    mutating func countAll() throws(StoreError) { tail = try uncounted() }

    // MARK: - Parts

    private static func group(
        _ select: inout Statement,
        _ selectDirectory: inout Statement
    ) throws(StoreError) -> Group? {
        guard try select.step() else { return nil }
        let (id, label) = (select.integer(0), select.text(1))
        let (sum, squares) = (Int128(bytes: select.bytes(2)), Int128(bytes: select.bytes(3)))
        select.reset()
        selectDirectory.bind(1, id)
        var blocks: [(low: Int64, count: Int)] = []
        while try selectDirectory.step() { blocks.append((selectDirectory.integer(0), selectDirectory.int(1))) }
        let values = CountedValues(blocks: blocks)
        return Group(id: id, label: label, group: MeasuredGroup(sum: sum, squares: squares, values: values))
    }

    mutating func block(_ group: Int64, _ low: Int64) throws(StoreError) -> ValueBlock {
        selectBlock.bind(1, group)
        selectBlock.bind(2, low)
        defer { selectBlock.reset() }
        guard try selectBlock.step() else {
            throw StoreError(.corrupt, "the store has lost a block of measured values")
        }
        return try Packing.block(selectBlock.bytes(0))
    }

    /// A person's own in a group.
    struct Own {
        var figures: OwnFigures
        var lastEntry: Int64
    }

    mutating func own(_ person: KeyDigest?, _ group: Int64) throws(StoreError) -> Own? {
        guard let person else { return nil }
        var own = try stored(person, group)
        for entry in tail where entry.group == group && entry.person == person {
            var figures = own?.figures ?? OwnFigures()
            figures.add(entry.value, entry.day)
            own = Own(figures: figures, lastEntry: entry.id)
        }
        return own
    }

    private mutating func stored(_ person: KeyDigest, _ group: Int64) throws(StoreError) -> Own? {
        selectPerson.bind(1, person)
        selectPerson.bind(2, group)
        defer { selectPerson.reset() }
        guard try selectPerson.step() else { return nil }
        let figures = OwnFigures(
            count: selectPerson.int(0),
            best: selectPerson.integerOrNil(1).flatMap(FixedDecimal.init(units:)),
            last: selectPerson.integerOrNil(2).flatMap(FixedDecimal.init(units:)),
            lastDay: selectPerson.integerOrNil(3).map(CalendarDay.init(number:))
        )
        return Own(figures: figures, lastEntry: selectPerson.integer(4))
    }

    /// The figures of the event that a new one repeats, as bytes, empty where they are no longer kept; nil where it
    /// repeats none.
    mutating func repeated(
        _ identity: DedupeKey?,
        _ group: Int64,
        at now: Timestamp
    ) throws(StoreError) -> [UInt8]? {
        guard let identity else { return nil }
        selectIdentity.bind(1, identity.digest)
        selectIdentity.bind(2, group)
        defer { selectIdentity.reset() }
        guard try selectIdentity.step(), now.microseconds < selectIdentity.integer(1) else { return nil }
        return selectIdentity.bytes(2)
    }

    /// The group in which the measure stands that knows when the person began; nil where there is none.
    mutating func groupOfStart(_ new: NewMeasurement) throws(StoreError) -> Int64? {
        guard let name = new.value.start, new.person != nil, let measure = try measure(name) else { return nil }
        selectGroup.bind(1, measure)
        selectGroup.bind(2, new.group)
        defer { selectGroup.reset() }
        return try selectGroup.step() ? selectGroup.integer(0) : nil
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

extension MeasureReader {
    init(on connection: borrowing Connection) throws(StoreError) {
        self.init(
            selectMeasure: try Statement("SELECT id FROM measure WHERE name = ?1", on: connection),
            selectGroup: try Statement(
                "SELECT id, label, sum, squares FROM measure_group WHERE measure = ?1 AND key = ?2",
                on: connection
            ),
            selectGroupByID: try Statement(
                "SELECT id, label, sum, squares FROM measure_group WHERE id = ?1",
                on: connection
            ),
            selectDirectory: try Statement(
                "SELECT low, count FROM measure_block WHERE group_id = ?1 ORDER BY low",
                on: connection
            ),
            selectBlock: try Statement(
                "SELECT content FROM measure_block WHERE group_id = ?1 AND low = ?2",
                on: connection
            ),
            selectPerson: try Statement(
                """
                SELECT count, best, last, last_day, last_entry FROM measure_person WHERE person = ?1 AND group_id = ?2
                """,
                on: connection
            ),
            selectIdentity: try Statement(
                """
                SELECT id, identity_ends_at, figures FROM measure_entry
                WHERE identity = ?1 AND group_id = ?2 ORDER BY id DESC LIMIT 1
                """,
                on: connection
            ),
            selectTail: try Statement(
                """
                SELECT id, group_id, person, value, day FROM measure_entry
                WHERE id > (SELECT entry FROM measure_mark) AND group_id IS NOT NULL ORDER BY id
                """,
                on: connection
            )
        )
    }
}
