package import PenstockCore

// The newest certificates that people have: of one, or of all by the day on which they expire.

extension SQLiteStore {
    private static let certificateColumns = "id, holder, program, name, number, issued, renewal, expires, event"

    static let certificatesOfPerson =
        "SELECT \(certificateColumns) FROM certificate WHERE person = ?1 ORDER BY program LIMIT ?2"

    /// By day, and of one day by number: in the order of its index.
    static func expiringCertificates(ofProgram: Bool) -> String {
        """
        SELECT \(certificateColumns) FROM certificate
        WHERE \(ofProgram ? "program = ?5 AND " : "")expires >= ?1 AND expires <= ?3 AND (expires > ?1 OR id > ?2)
        ORDER BY expires, id LIMIT ?4
        """
    }

    package func certificates(of person: KeyDigest, limit: Int) throws(StoreError) -> [CertificateRecord] {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement(Self.certificatesOfPerson, on: connection)
            select.bind(1, person)
            select.bind(2, limit)
            return try select.certificates()
        }
    }

    package func certificates(_ query: CertificateQuery) throws(StoreError) -> Page<CertificateRecord> {
        let from = query.from?.number ?? .min
        // A place before the first day asked for is no place in this list.
        let cursor = query.cursor.flatMap { $0.expires.number >= from ? $0 : nil }
        return try readers.read { (connection) throws(StoreError) in
            var select = try Statement(Self.expiringCertificates(ofProgram: query.program != nil), on: connection)
            select.bind(1, cursor?.expires.number ?? from)
            select.bind(2, cursor?.id ?? 0)
            select.bind(3, query.until?.number ?? .max)
            // One more, to know whether there are more.
            select.bind(4, query.limit + 1)
            if let program = query.program { select.bind(5, program) }
            let found = try select.certificates()
            let items = Array(found.prefix(query.limit))
            return Page(items: items, next: found.count > query.limit ? items.last?.position?.rawValue : nil)
        }
    }
}

extension Statement {
    fileprivate mutating func certificates() throws(StoreError) -> [CertificateRecord] {
        var list: [CertificateRecord] = []
        while try step() { list.append(CertificateRecord(self)) }
        return list
    }
}

extension CertificateRecord {
    fileprivate init(_ row: borrowing Statement) {
        self.init(
            id: row.integer(0),
            holder: row.text(1),
            certificate: Certificate(
                program: row.text(2),
                name: row.textOrNil(3),
                number: row.textOrNil(4),
                issued: CalendarDay(number: row.integer(5)),
                renewal: row.integerOrNil(6).map(CalendarDay.init(number:)),
                expires: row.integerOrNil(7).map(CalendarDay.init(number:))
            ),
            event: EventSequence(row.integer(8))
        )
    }
}
