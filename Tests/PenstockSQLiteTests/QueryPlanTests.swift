internal import PenstockCore
@testable internal import PenstockSQLite
internal import Testing

@Suite struct `Query plans` {
    /// Opens a store's file, with its schema.
    private func withConnection(_ body: (borrowing Connection) throws -> Void) throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try SQLiteStore(directory: directory.path).close()
        try body(try Connection(path: directory.path + "/penstock.db"))
    }

    @Test(arguments: [
        SQL.claimPending, SQL.claimWaiting, SQL.due, SQL.releaseHeld, SQL.retry, SQL.selectEvent,
        SQL.selectDeliveriesOfEvent,
        SQL.findNaturalKey, SQL.updateNaturalKey, SQL.headOfLine, SQL.leaveLine, SQL.release,
        SQL.cancel, SQL.park, SQL.noteLate, SQL.hasPayload, SQL.hold, SQL.resume, SQL.remember,
        SQL.selectJobState, SQL.updateJob, SQLiteStore.replaysOfEvent,
        OpenDeliveries.oldestSQL(.dead), SQL.selectPluginState, SQL.deletePluginState,
        SQL.forgetDirectory, SQL.selectDirectoryRow, SQL.selectDirectoryRows,
        SQL.selectDelivery, SQL.updateDelivery, SQL.findKey, SQL.selectResume, SQL.selectRendered, SQL.tally,
        OpenDeliveries.sql(.dead), AttemptRow.select,
        TimerSQL.cancelByKey, TimerSQL.deleteOrigin, TimerSQL.select, TimerSQL.fire, TimerSQL.move, TimerSQL.cancel,
        SQL.upsertCertificate, SQL.eraseCertificateOfEvent, SQL.eraseCertificatesOfPerson,
        SQLiteStore.certificatesOfPerson, SQLiteStore.expiringCertificates(ofProgram: false),
        SQLiteStore.expiringCertificates(ofProgram: true),
    ])
    func `nothing that the writer asks scans a table or sorts`(sql: String) throws {
        try withConnection { connection in
            var plan = try Statement("EXPLAIN QUERY PLAN \(sql)", on: connection)
            while try plan.step() {
                let step = plan.text(3)
                #expect(!step.hasPrefix("SCAN") && !step.contains("TEMP B-TREE"), "\(step)")
            }
        }
    }

    @Test(arguments: [
        (SQL.claimPending, "delivery_open (pipeline=? AND state=? AND rowid>?)"),
        (SQL.claimWaiting, "delivery_due (pipeline=? AND due<?)"),
        (SQL.due, "delivery_due (pipeline=?)"),
        (SQL.releaseHeld, "delivery_open (pipeline=? AND state=?)"),
        (SQL.headOfLine, "delivery_line (pipeline=? AND order_key=?)"),
        (OpenDeliveries.sql(.held), "delivery_open (pipeline=? AND state=? AND rowid<?)"),
        (OpenDeliveries.oldestSQL(.dead), "delivery_open (pipeline=? AND state=? AND rowid>?)"),
        (SQLiteStore.replaysOfEvent, "delivery_of_job (event=?)"),
        (TimerSQL.cancelByKey, "timer_cancel_key (cancel_key=?)"),
        (SQL.eraseCertificateOfEvent, "certificate_of_event (event=?)"),
        (SQLiteStore.expiringCertificates(ofProgram: false), "certificate_expiry (expires>? AND expires<?)"),
        (
            SQLiteStore.expiringCertificates(ofProgram: true),
            "certificate_of_program (program=? AND expires>? AND expires<?)"
        ),
    ])
    func `claims and lists of what is open use their index`(sql: String, index: String) throws {
        try withConnection { connection in
            var plan = try Statement("EXPLAIN QUERY PLAN \(sql)", on: connection)
            var steps: [String] = []
            while try plan.step() { steps.append(plan.text(3)) }
            #expect(steps.first?.hasSuffix(index) == true, "\(steps)")
        }
    }
}
