internal import PenstockCore

/// What the writer says about timers while events flow, compiled once.
struct TimerStatements: ~Copyable, Sendable {
    var insert, insertOrigin, cancelByKey, deleteOrigin, select, fire: Statement
}

extension TimerStatements {
    init(on connection: borrowing Connection) throws(StoreError) {
        self.init(
            insert: try Statement(TimerSQL.insert, on: connection),
            insertOrigin: try Statement(TimerSQL.insertOrigin, on: connection),
            cancelByKey: try Statement(TimerSQL.cancelByKey, on: connection),
            deleteOrigin: try Statement(TimerSQL.deleteOrigin, on: connection),
            select: try Statement(TimerSQL.select, on: connection),
            fire: try Statement(TimerSQL.fire, on: connection)
        )
    }
}
