internal import PenstockCore

/// The connection that writes, with its prepared statements. One thread at a time.
struct Writer: ~Copyable, Sendable {
    let id: StoreID
    let connection: Connection
    var statements: WriterStatements
    var sources: Interner
    var types: Interner
    var measures: MeasureBook

    /// What the open transaction changes beside rows; put back when it is undone.
    var counters: Counters
    var tally = Tally()
    /// Pipelines that exist, so that a delivery for none is refused without asking a foreign key for each row.
    var pipelines: Set<PipelineID>
    /// Hides ids of events that are gone.
    let idHash: IDHash
    /// Whether any such id is kept, so that a store that never removed one is not asked.
    var hasPastKeys: Bool
    /// Whether the disk is nearly full: outcomes are still written, and nothing new.
    var refusesEvents = false
    /// How far upkeep has come.
    var walks = Walks()

    /// Why nothing can be written any more: after a failed fsync the kernel may have dropped what was written, and
    /// only a restart finds out.
    var failure: StoreError?

    /// - Parameter connection: To a store whose schema is up to date.
    init(_ connection: consuming Connection) throws(StoreError) {
        let (id, counters) = try Self.identity(connection)
        let statements = try WriterStatements(on: connection)
        let sources = try Interner(table: "source", on: connection)
        let types = try Interner(table: "type", on: connection)
        let measures = try MeasureBook(on: connection)
        let pipelines = try Self.pipelines(connection)
        let idHash = try IDHash(of: connection)
        let hasPastKeys = try Self.hasPastKeys(connection)
        self.id = id
        self.counters = counters
        self.statements = statements
        self.sources = sources
        self.types = types
        self.measures = measures
        self.pipelines = pipelines
        self.idHash = idHash
        self.hasPastKeys = hasPastKeys
        self.connection = connection
    }

    /// Reads the store's row; a new store gets its name now.
    private static func identity(_ connection: borrowing Connection) throws(StoreError) -> (StoreID, Counters) {
        var generator = SystemRandomNumberGenerator()
        var insert = try Statement("INSERT OR IGNORE INTO store VALUES (1, ?1, 1, 1, 1)", on: connection)
        insert.bind(1, StoreID.random(using: &generator).text)
        try insert.run()
        var select = try Statement("SELECT name, next_event, next_delivery, next_attempt FROM store", on: connection)
        guard try select.step() else { throw StoreError(.corrupt, "the store has lost the row that names it") }
        return (
            StoreID(select.text(0)),
            Counters(event: select.integer(1), delivery: select.integer(2), attempt: select.integer(3))
        )
    }

    private static func pipelines(_ connection: borrowing Connection) throws(StoreError) -> Set<PipelineID> {
        var select = try Statement("SELECT id FROM pipeline", on: connection)
        return Set(try select.numbers().map(PipelineID.init))
    }
}

// MARK: - Transactions

extension Writer {
    /// Carries out all operations in one transaction.
    ///
    /// First without savepoints, which cost as much as a small operation. When one operation fails in the middle, all
    /// is undone and done again with a savepoint before each, so that the failure is undone alone.
    mutating func commit(_ operations: [StoreOperation]) throws(StoreError) -> [StoreResult] {
        guard !operations.isEmpty else { return [] }
        do throws(StoreError) {
            return try inTransaction { (writer) throws(StoreError) in
                var results: [StoreResult] = []
                results.reserveCapacity(operations.count)
                for operation in operations { results.append(try writer.perform(operation)) }
                return results
            }
        } catch {
            guard error.isOfOneOperation else { throw error }
        }
        return try inTransaction { (writer) throws(StoreError) in
            var results: [StoreResult] = []
            for operation in operations { results.append(try writer.performAlone(operation)) }
            return results
        }
    }

    /// Runs a body in a transaction that is on disk when this returns, and undone when it throws.
    mutating func inTransaction<Result>(
        _ body: (inout Writer) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        if let failure { throw failure }
        let before = counters
        do throws(StoreError) {
            try statements.begin.run()
            let result = try body(&self)
            try writeDown(since: before)
            try statements.commit.run()
            return result
        } catch {
            try undo(to: before, error)
            throw error
        }
    }

    /// Writes what changed beside rows, once for the whole transaction.
    private mutating func writeDown(since before: Counters) throws(StoreError) {
        if counters != before {
            statements.count.bind(1, counters.event)
            statements.count.bind(2, counters.delivery)
            statements.count.bind(3, counters.attempt)
            try statements.count.run()
        }
        for (pipeline, change) in tally.changes where change != Tally.Change() {
            statements.tally.bind(1, pipeline.rawValue)
            statements.tally.bind(2, change.pending)
            statements.tally.bind(3, change.waiting)
            statements.tally.bind(4, change.held)
            statements.tally.bind(5, change.dead)
            statements.tally.bind(6, change.behind)
            try statements.tally.run()
        }
        tally.removeAll()
        try measures.write()
    }

    private mutating func undo(to before: Counters, _ error: StoreError) throws(StoreError) {
        counters = before
        tally.removeAll()
        sources.forget()
        types.forget()
        measures.forget()
        // Some failures (a full disk) have rolled back already.
        if connection.isInTransaction { try statements.rollback.run() }
        if error.code == .unavailable || error.code == .corrupt { failure = error }
    }

    /// Takes note of a copy of the log that failed. What was written stands; a reader in the way or a full disk only puts
    /// the copy off, but after a failed fsync nobody knows what is in the file.
    mutating func checkpointFailed(_ error: StoreError) {
        if error.code == .unavailable || error.code == .corrupt { failure = error }
    }

    /// One operation behind a savepoint: a failure of its own is its result.
    private mutating func performAlone(_ operation: StoreOperation) throws(StoreError) -> StoreResult {
        let (counters, tally) = (counters, tally)
        try statements.savepoint.run()
        do throws(StoreError) {
            let result = try perform(operation)
            try statements.releaseSavepoint.run()
            return result
        } catch {
            guard error.isOfOneOperation, connection.isInTransaction else { throw error }
            try statements.rollbackToSavepoint.run()
            try statements.releaseSavepoint.run()
            self.counters = counters
            self.tally = tally
            sources.forget()
            types.forget()
            measures.forget()
            return .failed(error)
        }
    }

    /// - Returns: A failure where nothing has been written yet.
    /// - Throws: Where something may have been, which has to be undone.
    private mutating func perform(_ operation: StoreOperation) throws(StoreError) -> StoreResult {
        switch operation {
        case .append(let event):
            if refusesEvents { return .failed(.diskFull) }
            if let error = refusal(of: event) { return .failed(error) }
            return .appended(try append(event))
        case .settle(let settlement):
            return try settle(settlement)
        case .retry(let delivery, let render, let now):
            return try retry(delivery, render: render, at: now)
        case .hold(let pipeline, let reason):
            guard pipelines.contains(pipeline) else { return .failed(.noPipeline(pipeline)) }
            try hold(pipeline, reason)
            return .held
        case .resume(let pipeline, let now):
            guard pipelines.contains(pipeline) else { return .failed(.noPipeline(pipeline)) }
            try resume(pipeline, at: now)
            return .resumed
        case .cancel(let delivery, let reason, let now):
            return try cancel(delivery, reason, at: now)
        case .park(let delivery, let reason, let now):
            return try park(delivery, reason, at: now)
        case .remember(let pipeline, let memory):
            return try remember(pipeline, memory)
        case .learn(let request):
            return refusesEvents ? .failed(.diskFull) : try learn(request)
        case .forget(let ids):
            return .forgotten(try forget(ids))
        case .note(let source, let memory):
            return try note(source, memory)
        case .begin(let job):
            return try begin(job)
        case .advance(let step):
            return try advance(step)
        case .issue(let token):
            return try issue(token)
        case .revoke(let token, let now):
            return try revoke(token, at: now)
        case .noteUse(let token, let now):
            return try noteUse(of: token, at: now)
        case .fire(let timer, let event, let now):
            return try fire(timer, event, at: now)
        case .moveTimer(let timer, let due):
            return try moveTimer(timer, to: due)
        case .cancelTimer(let timer, let reason, let now):
            return try cancelTimer(timer, reason, at: now)
        case .reviseTimers(let revision):
            return try revise(revision)
        case .makePastTimers(let past):
            return try make(past)
        case .forgetPerson(let digest):
            return try forgetPerson(digest)
        }
    }
}

extension StoreError {
    static func noPipeline(_ id: PipelineID) -> StoreError {
        StoreError(.notFound, "there is no pipeline with the number \(id.rawValue)")
    }

    static func noDelivery(_ id: DeliveryID) -> StoreError {
        StoreError(.notFound, "there is no delivery with the number \(id.rawValue)")
    }
}
