package import PenstockCore

extension SQLiteStore {
    /// A person's groups, those also that stand in no row yet; they are few, and sorted for people.
    private static let groupsOfPerson = """
        SELECT m.name, g.id
        FROM (
            SELECT group_id FROM measure_person WHERE person = ?1
            UNION SELECT group_id FROM measure_entry
            WHERE id > (SELECT entry FROM measure_mark) AND person = ?1 AND group_id IS NOT NULL
        ) p CROSS JOIN measure_group g ON g.id = p.group_id CROSS JOIN measure m ON m.id = g.measure
        ORDER BY m.name, g.label, g.id LIMIT ?2
        """

    package func standings(of person: KeyDigest, limit: Int) throws(StoreError) -> [Standing] {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement(Self.groupsOfPerson, on: connection)
            select.bind(1, person)
            select.bind(2, limit)
            var groups: [(measure: String, id: Int64)] = []
            while try select.step() { groups.append((select.text(0), select.integer(1))) }
            var reader = try MeasureReader(on: connection)
            try reader.countAll()
            var standings: [Standing] = []
            for group in groups {
                guard let standing = try reader.standing(of: person, in: group.id, group.measure) else { continue }
                standings.append(standing)
            }
            return standings
        }
    }
}

extension MeasureReader {
    fileprivate mutating func standing(
        of person: KeyDigest,
        in group: Int64,
        _ measure: String
    ) throws(StoreError) -> Standing? {
        guard var stored = try self.group(numbered: group), let own = try own(person, group)?.figures else {
            return nil
        }
        var figures = MeasureFigures(name: measure, value: own.last, own: own)
        figures.peers = try peers(of: own.last, in: &stored)
        return Standing(measure: measure, group: stored.label, figures: figures)
    }

    private mutating func peers(of value: FixedDecimal?, in stored: inout Group) throws(StoreError) -> PeerFigures {
        let id = stored.id
        return try stored.group.figures(before: value) { (low) throws(StoreError) in try block(id, low) }
    }
}
