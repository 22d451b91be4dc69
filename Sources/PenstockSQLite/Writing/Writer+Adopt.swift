internal import PenstockCore

extension Writer {
    /// Gives pipelines their numbers, finds or makes the revision, and lifts holds for `configuration` of what is new.
    mutating func adopt(
        _ declarations: [PipelineDeclaration],
        digest: String,
        at now: Timestamp
    ) throws(StoreError) -> Adoption {
        let declared = declarations.sorted { $0.name < $1.name }
        for (first, second) in zip(declared, declared.dropFirst()) where first.name == second.name {
            throw StoreError(.conflict, "two pipelines are called \(first.name)")
        }
        let known = pipelines
        do throws(StoreError) {
            return try inTransaction { (writer) throws(StoreError) in
                let numbers = try writer.number(declared)
                let revision = try writer.revision(of: declared, digest, numbers, at: now)
                for declaration in declared {
                    guard let pipeline = numbers[declaration.name] else { continue }
                    if declaration.isAnew { try writer.liftConfiguration(pipeline, at: now) }
                    if declaration.hasNewCode { try writer.releaseHeld(pipeline, "quarantined", at: now) }
                }
                try writer.liftGone(declared, numbers)
                return Adoption(
                    revision: revision,
                    pipelines: numbers,
                    held: try writer.holds(of: numbers.values),
                    memories: try writer.memories(of: numbers.values)
                )
            }
        } catch {
            pipelines = known
            throw error
        }
    }

    private mutating func number(_ declared: [PipelineDeclaration]) throws(StoreError) -> [String: PipelineID] {
        var interner = try Interner(table: "pipeline", on: connection)
        var numbers: [String: PipelineID] = [:]
        for declaration in declared {
            let id = PipelineID(try interner.number(of: declaration.name))
            numbers[declaration.name] = id
            pipelines.insert(id)
        }
        return numbers
    }

    // MARK: - Holds

    private mutating func liftConfiguration(_ pipeline: PipelineID, at now: Timestamp) throws(StoreError) {
        // Also where the pipeline is held for another reason: what failed to log in is due again when that is lifted.
        try releaseHeld(pipeline, "configuration", at: now)
        var lift = try Statement(
            """
            UPDATE pipeline SET hold_code = NULL, hold_text = NULL, hold_stage = NULL
            WHERE id = ?1 AND hold_code = 'configuration'
            """,
            on: connection
        )
        lift.bind(1, pipeline.rawValue)
        try lift.run()
    }

    /// A hold for `gone` is about an endpoint, and lifted when the pipeline has another.
    private mutating func liftGone(
        _ declared: [PipelineDeclaration],
        _ numbers: [String: PipelineID]
    ) throws(StoreError) {
        var lift = try Statement(
            """
            UPDATE pipeline SET hold_code = NULL, hold_text = NULL, hold_stage = NULL, hold_target = NULL
            WHERE id = ?1 AND hold_code = 'gone' AND hold_target <> ?2
            """,
            on: connection
        )
        var note = try Statement("UPDATE pipeline SET target = ?2 WHERE id = ?1 AND target <> ?2", on: connection)
        for declaration in declared {
            lift.bind(1, numbers[declaration.name]?.rawValue)
            lift.bind(2, declaration.target)
            try lift.run()
            note.bind(1, numbers[declaration.name]?.rawValue)
            note.bind(2, declaration.target)
            try note.run()
        }
    }

    private func memories(of declared: some Sequence<PipelineID>) throws(StoreError) -> [PipelineID: [UInt8]] {
        let declared = Set(declared)
        var memories: [PipelineID: [UInt8]] = [:]
        var select = try Statement("SELECT id, memory FROM pipeline WHERE memory IS NOT NULL", on: connection)
        while try select.step() {
            let id = PipelineID(select.integer(0))
            if declared.contains(id) { memories[id] = select.bytes(1) }
        }
        return memories
    }

    private func holds(
        of declared: some Sequence<PipelineID>
    ) throws(StoreError) -> [PipelineID: Reason] {
        let declared = Set(declared)
        var held: [PipelineID: Reason] = [:]
        var select = try Statement(
            "SELECT id, hold_code, hold_text, hold_stage FROM pipeline WHERE hold_code IS NOT NULL",
            on: connection
        )
        while try select.step() {
            let id = PipelineID(select.integer(0))
            guard declared.contains(id) else { continue }
            held[id] = Reason(code: select.text(1), text: select.text(2), stage: select.textOrNil(3))
        }
        return held
    }
}
