package import PenstockCore

// What deliveries went through.

extension SQLiteStore {
    package func selectors(of revision: RevisionID) throws(StoreError) -> [PipelineDeclaration] {
        try readers.read { (connection) throws(StoreError) in
            try PipelineDeclaration.all(of: revision, on: connection)
        }
    }

    package func documents(of revision: RevisionID) throws(StoreError) -> [PipelineDeclaration] {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement(
                """
                SELECT p.name, s.text, d.text, d.stages
                FROM revision_pipeline m CROSS JOIN pipeline p ON p.id = m.pipeline
                    CROSS JOIN selector s ON s.id = m.selector LEFT JOIN document d ON d.id = m.document
                WHERE m.revision = ?1
                """,
                on: connection
            )
            select.bind(1, revision.rawValue)
            var list: [PipelineDeclaration] = []
            while try select.step() {
                let document = select.textOrNil(2).map { DocumentText(text: $0, stages: select.text(3)) }
                list.append(
                    PipelineDeclaration(name: select.text(0), selector: select.text(1), document: document)
                )
            }
            return list.sorted { $0.name < $1.name }
        }
    }

    package func revision(_ id: RevisionID) throws(StoreError) -> RevisionRecord? {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement(
                "SELECT \(RevisionRecord.columns) FROM revision r WHERE r.id = ?1",
                on: connection
            )
            select.bind(1, id.rawValue)
            return try select.step() ? RevisionRecord(select) : nil
        }
    }

    package func revisions(before cursor: RevisionID?, limit: Int) throws(StoreError) -> [RevisionRecord] {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement(
                "SELECT \(RevisionRecord.columns) FROM revision r WHERE r.id < ?1 ORDER BY r.id DESC LIMIT ?2",
                on: connection
            )
            select.bind(1, cursor?.rawValue ?? .max)
            select.bind(2, limit)
            var list: [RevisionRecord] = []
            while try select.step() { list.append(RevisionRecord(select)) }
            return list
        }
    }
}

extension RevisionRecord {
    fileprivate static let columns = """
        r.id, r.adopted_at, (SELECT count(*) FROM revision_pipeline m WHERE m.revision = r.id)
        """

    fileprivate init(_ row: borrowing Statement) {
        self.init(
            id: RevisionID(row.integer(0)),
            adoptedAt: Timestamp(microseconds: row.integer(1)),
            pipelineCount: row.int(2)
        )
    }
}
