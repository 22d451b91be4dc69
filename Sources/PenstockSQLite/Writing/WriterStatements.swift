internal import PenstockCore

/// All that the writer says to SQLite while events flow, compiled once.
struct WriterStatements: ~Copyable, Sendable {
    var begin, commit, rollback: Statement
    var savepoint, rollbackToSavepoint, releaseSavepoint: Statement
    var count, tally: Statement
    var insertKey, findKey, findPastKey, insertEvent, insertPayload, insertDelivery: Statement
    var selectEvent, selectDeliveriesOfEvent: Statement
    var insertKeyedDelivery, insertNaturalKey, findNaturalKey, updateNaturalKey: Statement
    var headOfLine, leaveLine, release: Statement
    var selectDelivery, updateDelivery, insertAttempt: Statement
    var upsertRendered, deleteRendered, selectRendered, selectResume: Statement
    var retry, cancel, park, noteLate, hasPayload: Statement
    var hold, resume, releaseHeld, remember: Statement
    var insertJob, selectJobState, updateJob: Statement
    var upsertPluginState, deletePluginState: Statement
    var upsertDirectory, forgetDirectory: Statement
    var claimPending, claimWaiting, due: Statement
    var upsertCertificate: Statement
    var timers: TimerStatements
}

extension WriterStatements {
    init(on connection: borrowing Connection) throws(StoreError) {
        // IMMEDIATE: a transaction that first reads and then writes could fail in between.
        self.init(
            begin: try Statement("BEGIN IMMEDIATE", on: connection),
            commit: try Statement("COMMIT", on: connection),
            rollback: try Statement("ROLLBACK", on: connection),
            savepoint: try Statement("SAVEPOINT operation", on: connection),
            rollbackToSavepoint: try Statement("ROLLBACK TO operation", on: connection),
            releaseSavepoint: try Statement("RELEASE operation", on: connection),
            count: try Statement(SQL.count, on: connection),
            tally: try Statement(SQL.tally, on: connection),
            insertKey: try Statement(SQL.insertKey, on: connection),
            findKey: try Statement(SQL.findKey, on: connection),
            findPastKey: try Statement(SQL.findPastKey, on: connection),
            insertEvent: try Statement(SQL.insertEvent, on: connection),
            insertPayload: try Statement(SQL.insertPayload, on: connection),
            insertDelivery: try Statement(SQL.insertDelivery, on: connection),
            selectEvent: try Statement(SQL.selectEvent, on: connection),
            selectDeliveriesOfEvent: try Statement(SQL.selectDeliveriesOfEvent, on: connection),
            insertKeyedDelivery: try Statement(SQL.insertKeyedDelivery, on: connection),
            insertNaturalKey: try Statement(SQL.insertNaturalKey, on: connection),
            findNaturalKey: try Statement(SQL.findNaturalKey, on: connection),
            updateNaturalKey: try Statement(SQL.updateNaturalKey, on: connection),
            headOfLine: try Statement(SQL.headOfLine, on: connection),
            leaveLine: try Statement(SQL.leaveLine, on: connection),
            release: try Statement(SQL.release, on: connection),
            selectDelivery: try Statement(SQL.selectDelivery, on: connection),
            updateDelivery: try Statement(SQL.updateDelivery, on: connection),
            insertAttempt: try Statement(SQL.insertAttempt, on: connection),
            upsertRendered: try Statement(SQL.upsertRendered, on: connection),
            deleteRendered: try Statement(SQL.deleteRendered, on: connection),
            selectRendered: try Statement(SQL.selectRendered, on: connection),
            selectResume: try Statement(SQL.selectResume, on: connection),
            retry: try Statement(SQL.retry, on: connection),
            cancel: try Statement(SQL.cancel, on: connection),
            park: try Statement(SQL.park, on: connection),
            noteLate: try Statement(SQL.noteLate, on: connection),
            hasPayload: try Statement(SQL.hasPayload, on: connection),
            hold: try Statement(SQL.hold, on: connection),
            resume: try Statement(SQL.resume, on: connection),
            releaseHeld: try Statement(SQL.releaseHeld, on: connection),
            remember: try Statement(SQL.remember, on: connection),
            insertJob: try Statement(SQL.insertJob, on: connection),
            selectJobState: try Statement(SQL.selectJobState, on: connection),
            updateJob: try Statement(SQL.updateJob, on: connection),
            upsertPluginState: try Statement(SQL.upsertPluginState, on: connection),
            deletePluginState: try Statement(SQL.deletePluginState, on: connection),
            upsertDirectory: try Statement(SQL.upsertDirectory, on: connection),
            forgetDirectory: try Statement(SQL.forgetDirectory, on: connection),
            claimPending: try Statement(SQL.claimPending, on: connection),
            claimWaiting: try Statement(SQL.claimWaiting, on: connection),
            due: try Statement(SQL.due, on: connection),
            upsertCertificate: try Statement(SQL.upsertCertificate, on: connection),
            timers: try TimerStatements(on: connection)
        )
    }
}
