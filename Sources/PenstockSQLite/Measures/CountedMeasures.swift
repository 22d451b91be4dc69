internal import PenstockCore

/// What entries amount to, in memory: groups and people, and which of them stand otherwise in their rows.
struct CountedMeasures: Sendable {
    struct GroupKey: Hashable {
        var measure: Int64
        var key: KeyDigest
    }

    struct PersonKey: Hashable {
        var person: KeyDigest
        var group: Int64
    }

    private struct Kept<Value: Sendable>: Sendable {
        var value: Value
        var isChanged = false
    }

    // Groups stand in a list and are changed where they stand.
    private var groups: [Kept<MeasureReader.Group>] = []
    private var placesByNumber: [Int64: Int] = [:]
    private var placesByKey: [GroupKey: Int] = [:]
    private var people: [PersonKey: Kept<MeasureReader.Own>] = [:]
    private var changedGroups: [Int] = []
    private var changedPeople: [PersonKey] = []
    /// Blocks of the groups, read or not.
    private var blocks = 0

    /// A block has 8 KiB at most, and most have a few bytes.
    private static let mostBlocks = 4096
    private static let mostPeople = 16_384

    // MARK: - Groups

    /// Where a group stands, while nothing is forgotten; nil where it is not in memory.
    func place(of key: GroupKey) -> Int? { placesByKey[key] }

    func place(numbered group: Int64) -> Int? { placesByNumber[group] }

    /// - Returns: Where it stands.
    mutating func keep(_ group: MeasureReader.Group) -> Int {
        groups.append(Kept(value: group))
        placesByNumber[group.id] = groups.count - 1
        blocks += group.group.values.blockCount
        return groups.count - 1
    }

    mutating func note(_ key: GroupKey, at place: Int) { placesByKey[key] = place }

    func number(at place: Int) -> Int64 { groups[place].value.id }

    /// What an event finds.
    mutating func figures(
        of new: NewMeasurement,
        at place: Int,
        _ own: OwnFigures?,
        startingOn start: CalendarDay?,
        _ reader: inout MeasureReader
    ) throws(StoreError) -> MeasureFigures {
        try groups[place].value.figures(of: new, own, startingOn: start, &reader)
    }

    mutating func count(
        _ value: FixedDecimal,
        at place: Int,
        _ reader: inout MeasureReader
    ) throws(StoreError) {
        let (id, before) = (groups[place].value.id, groups[place].value.group.values.blockCount)
        try groups[place].value.group.add(value) { (low) throws(StoreError) in try reader.block(id, low) }
        blocks += groups[place].value.group.values.blockCount - before
        noteChange(at: place)
    }

    mutating func setLabel(_ label: String, at place: Int) {
        guard groups[place].value.label != label else { return }
        groups[place].value.label = label
        noteChange(at: place)
    }

    private mutating func noteChange(at place: Int) {
        if !groups[place].isChanged { changedGroups.append(place) }
        groups[place].isChanged = true
    }

    // MARK: - People

    func own(_ key: PersonKey) -> MeasureReader.Own? { people[key]?.value }

    /// Counts one more of a person's.
    /// - Parameter own: What the person had before.
    mutating func count(
        _ entry: Int64,
        _ value: FixedDecimal?,
        _ day: CalendarDay?,
        of key: PersonKey,
        after own: MeasureReader.Own?
    ) {
        var figures = own?.figures ?? OwnFigures()
        figures.add(value, day)
        let counted = Kept(value: MeasureReader.Own(figures: figures, lastEntry: entry), isChanged: true)
        let before = people.updateValue(counted, forKey: key)
        if before?.isChanged != true { changedPeople.append(key) }
    }

    // MARK: - Writing

    /// Writes what stands otherwise in its row.
    mutating func write(to rows: inout MeasureRows) throws(StoreError) {
        // Neighbours in a table share its pages.
        for place in changedGroups.sorted(by: { groups[$0].value.id < groups[$1].value.id }) {
            groups[place].isChanged = false
            let changes = groups[place].value.group.values.takeChanges()
            try rows.write(groups[place].value, changes)
        }
        for key in changedPeople.sorted(by: { ($0.person.high, $0.group) < ($1.person.high, $1.group) }) {
            guard let own = people[key]?.value else { continue }
            people[key]?.isChanged = false
            try rows.write(own, of: key.person, in: key.group)
        }
        changedGroups.removeAll(keepingCapacity: true)
        changedPeople.removeAll(keepingCapacity: true)
        forgetSome()
    }

    /// Rows say what is forgotten here; only where nothing waits to be written.
    private mutating func forgetSome() {
        if blocks > Self.mostBlocks {
            (placesByNumber, placesByKey, blocks) = ([:], [:], 0)
            groups.removeAll(keepingCapacity: true)
        }
        if people.count > Self.mostPeople { people.removeAll(keepingCapacity: true) }
    }
}
