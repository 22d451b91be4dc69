internal import Crypto
internal import PenstockCore

extension Writer {
    /// Finds or makes the revision of a set of pipelines.
    /// - Parameter declared: By name.
    mutating func revision(
        of declared: [PipelineDeclaration],
        _ digest: String,
        _ numbers: [String: PipelineID],
        at now: Timestamp
    ) throws(StoreError) -> RevisionID {
        var fingerprint = Fingerprint()
        for declaration in declared {
            fingerprint.combine(declaration.name)
            fingerprint.combine(declaration.selector)
        }
        var select = try Statement(
            "SELECT id FROM revision WHERE fingerprint = ?1 AND digest = ?2 ORDER BY id",
            on: connection
        )
        select.bind(1, fingerprint.stored)
        select.bind(2, digest)
        while try select.step() {
            let id = RevisionID(select.integer(0))
            // Different sets may share a fingerprint.
            let stored = try PipelineDeclaration.all(of: id, on: connection)
            if stored.elementsEqual(declared, by: { $0.name == $1.name && $0.selector == $1.selector }) {
                try addDocuments(of: declared, numbers, to: id)
                return id
            }
        }
        return try insertRevision(declared, digest, numbers, fingerprint, at: now)
    }

    private mutating func insertRevision(
        _ declared: [PipelineDeclaration],
        _ digest: String,
        _ numbers: [String: PipelineID],
        _ fingerprint: Fingerprint,
        at now: Timestamp
    ) throws(StoreError) -> RevisionID {
        var insert = try Statement(
            "INSERT INTO revision (fingerprint, digest, adopted_at) VALUES (?1, ?2, ?3) RETURNING id",
            on: connection
        )
        insert.bind(1, fingerprint.stored)
        insert.bind(2, digest)
        insert.bind(3, now.microseconds)
        guard try insert.step() else { throw StoreError(.unavailable, "the store gave no number for a revision") }
        let id = RevisionID(insert.integer(0))
        try insert.run()

        var selectors = try Interner(table: "selector", column: "text", on: connection)
        var member = try Statement(
            "INSERT INTO revision_pipeline (revision, pipeline, selector) VALUES (?1, ?2, ?3)",
            on: connection
        )
        for declaration in declared {
            member.bind(1, id.rawValue)
            member.bind(2, numbers[declaration.name]?.rawValue)
            member.bind(3, try selectors.number(of: declaration.selector))
            try member.run()
        }
        try addDocuments(of: declared, numbers, to: id)
        return id
    }

    // MARK: - Documents

    /// Gives a revision the documents that it lacks: all of them when it is new, or when a version that kept none made it.
    private mutating func addDocuments(
        of declared: [PipelineDeclaration],
        _ numbers: [String: PipelineID],
        to revision: RevisionID
    ) throws(StoreError) {
        var lacking = try Statement(
            "SELECT pipeline FROM revision_pipeline WHERE revision = ?1 AND document IS NULL",
            on: connection
        )
        lacking.bind(1, revision.rawValue)
        let pipelines = Set(try lacking.numbers())
        guard !pipelines.isEmpty else { return }
        var find = try Statement("SELECT id FROM document WHERE digest = ?1", on: connection)
        var add = try Statement(
            "INSERT INTO document (digest, stages, text) VALUES (?1, ?2, ?3) RETURNING id",
            on: connection
        )
        var note = try Statement(
            "UPDATE revision_pipeline SET document = ?3 WHERE revision = ?1 AND pipeline = ?2",
            on: connection
        )
        for declaration in declared {
            guard let document = declaration.document, let pipeline = numbers[declaration.name]?.rawValue,
                pipelines.contains(pipeline)
            else { continue }
            let digest = Array(SHA256.hash(data: Array(document.text.utf8)))
            find.bind(1, orNull: digest)
            add.bind(1, orNull: digest)
            add.bind(2, document.stages)
            add.bind(3, document.text)
            note.bind(1, revision.rawValue)
            note.bind(2, pipeline)
            if let known = try find.numbers().first {
                note.bind(3, known)
            } else {
                note.bind(3, try add.numbers().first)
            }
            try note.run()
        }
    }
}

extension PipelineDeclaration {
    /// The pipelines of a revision, by name, without their documents.
    static func all(
        of revision: RevisionID,
        on connection: borrowing Connection
    ) throws(StoreError) -> [PipelineDeclaration] {
        var select = try Statement(
            """
            SELECT p.name, s.text
            FROM revision_pipeline m CROSS JOIN pipeline p ON p.id = m.pipeline CROSS JOIN selector s ON s.id = m.selector
            WHERE m.revision = ?1
            """,
            on: connection
        )
        select.bind(1, revision.rawValue)
        var list: [PipelineDeclaration] = []
        while try select.step() { list.append(PipelineDeclaration(name: select.text(0), selector: select.text(1))) }
        return list.sorted { $0.name < $1.name }
    }
}
