internal import PenstockCore

/// What the writer keeps of measures.
///
/// An event writes its entry alone, at the end of a table. What follows from entries, the rows of groups and people, is in
/// memory while events flow and written for many at once; where the process ends before, or a transaction is undone,
/// memory begins anew with what the rows say and the entries behind the mark.
struct MeasureBook: ~Copyable, Sendable {
    var reader: MeasureReader
    private var rows: MeasureRows
    private var measures: Interner
    /// A few, so that looking through them is quicker than any table.
    private var numbers: [(measure: MeasureName, number: Int64)] = []
    private var memory = CountedMeasures()
    /// The newest entry that memory has counted.
    private var newest: Int64 = 0
    /// Whether memory has counted all entries.
    private var isWarm = false

    /// How many entries stand behind the mark.
    private var waiting = 0

    /// Rows are written for so many entries at once. Whoever reads counts those behind the mark himself, which is quick
    /// for so many.
    private static let mostWaiting = 2048

    init(on connection: borrowing Connection) throws(StoreError) {
        let reader = try MeasureReader(on: connection)
        let rows = try MeasureRows(on: connection)
        let measures = try Interner(table: "measure", on: connection)
        self.reader = reader
        self.rows = rows
        self.measures = measures
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
        let place = try place(of: new)
        let group = memory.number(at: place)
        newest = entry
        waiting += 1
        if let figures = try reader.repeated(new.identity, group, at: now) {
            return try rows.insert(entry, repeating: figures)
        }
        let own = try own(new.person, group)
        let start = try reader.groupOfStart(new).flatMap { (group) throws(StoreError) in
            try self.own(new.person, group)?.figures.lastDay
        }
        let figures = try memory.figures(of: new, at: place, own?.figures, startingOn: start, &reader)
        try rows.insert(entry, of: new, in: group, after: own?.lastEntry, figures, at: now)
        memory.setLabel(new.label, at: place)
        try count(entry, figures.value, new.value.day, of: new.person, at: place, after: own)
    }

    /// Counts what stands behind the mark.
    private mutating func warmUp() throws(StoreError) {
        for entry in try reader.uncounted() {
            let place = try place(numbered: entry.group)
            let own = try own(entry.person, entry.group)
            try count(entry.id, entry.value, entry.day, of: entry.person, at: place, after: own)
            newest = entry.id
            waiting += 1
        }
        isWarm = true
    }

    private mutating func count(
        _ entry: Int64,
        _ value: FixedDecimal?,
        _ day: CalendarDay?,
        of person: KeyDigest?,
        at place: Int,
        after own: MeasureReader.Own?
    ) throws(StoreError) {
        if let value { try memory.count(value, at: place, &reader) }
        guard let person else { return }
        let key = CountedMeasures.PersonKey(person: person, group: memory.number(at: place))
        memory.count(entry, value, day, of: key, after: own)
    }

    // MARK: - Memory before rows

    private mutating func own(_ person: KeyDigest?, _ group: Int64) throws(StoreError) -> MeasureReader.Own? {
        guard let person else { return nil }
        if let own = memory.own(CountedMeasures.PersonKey(person: person, group: group)) { return own }
        return try reader.own(person, group)
    }

    /// Where an event's group stands in memory, new or old.
    private mutating func place(of new: NewMeasurement) throws(StoreError) -> Int {
        let key = CountedMeasures.GroupKey(measure: try number(of: new.measure), key: new.group)
        if let place = memory.place(of: key) { return place }
        let place: Int
        if let old = try reader.group(key.measure, key.key) {
            place = memory.place(numbered: old.id) ?? memory.keep(old)
        } else {
            let number = try rows.insert(key.measure, key.key, label: new.label)
            place = memory.keep(MeasureReader.Group(id: number, label: new.label, group: MeasuredGroup()))
        }
        memory.note(key, at: place)
        return place
    }

    private mutating func place(numbered group: Int64) throws(StoreError) -> Int {
        if let place = memory.place(numbered: group) { return place }
        guard let stored = try reader.group(numbered: group) else {
            throw StoreError(.corrupt, "the store has lost a group of measured values")
        }
        return memory.keep(stored)
    }

    /// The number of a measure, new or old; measures are as many as the catalog declares.
    private mutating func number(of measure: MeasureName) throws(StoreError) -> Int64 {
        if let known = numbers.first(where: { $0.measure == measure }) { return known.number }
        let number = try measures.number(of: measure.description)
        numbers.append((measure, number))
        return number
    }

    // MARK: - Writing

    /// Writes what has changed where that is much, before a transaction ends.
    mutating func write() throws(StoreError) {
        if waiting >= Self.mostWaiting { try writeAll() }
    }

    /// Writes all that is counted in memory, and forgets it: the rows say everything then.
    mutating func settle() throws(StoreError) {
        if !isWarm { try warmUp() }
        if waiting > 0 { try writeAll() }
        forget()
    }

    private mutating func writeAll() throws(StoreError) {
        try memory.write(to: &rows)
        try rows.moveMark(to: newest)
        waiting = 0
    }

    /// Forgets what it remembers, after a transaction was undone.
    mutating func forget() {
        memory = CountedMeasures()
        numbers = []
        measures.forget()
        waiting = 0
        isWarm = false
    }

    // MARK: - Erasing

    /// Changes a group in its rows, behind ``settle()``.
    mutating func change(
        _ group: Int64,
        _ body: (inout MeasuredGroup, inout MeasureReader) throws(StoreError) -> Void
    ) throws(StoreError) {
        guard var stored = try reader.group(numbered: group) else { return }
        try body(&stored.group, &reader)
        try rows.write(stored, stored.group.values.takeChanges())
    }

    /// Writes what is left to a person, behind ``settle()``.
    mutating func change(_ own: MeasureReader.Own, of person: KeyDigest, in group: Int64) throws(StoreError) {
        try rows.write(own, of: person, in: group)
    }
}
