package import PenstockCore

/// One thing that was looked at in a store that nobody serves.
package struct StoreFinding: Sendable, Equatable {
    package enum Severity: String, Sendable {
        case fine
        /// Nothing is wrong with the store, but a person should know.
        case note
        case problem
    }

    /// A stable word for programs: `log`, `schema`, `integrity`, `references`, `counts`, `disk` or `clock`.
    package var check: String
    package var severity: Severity
    /// A sentence for people, without a full stop.
    package var text: String

    package init(_ check: String, _ severity: Severity, _ text: String) {
        self.check = check
        self.severity = severity
        self.text = text
    }
}

/// Looks a store over while nobody serves it.
package struct StoreDoctor: Sendable {
    private let files: DataDirectory
    private let reserve: Int64?
    /// Goes on without what stood behind a damage of the log.
    private let acceptsLoss: Bool
    /// Counts anew what is counted wrong.
    private let repairs: Bool

    /// A step of the examination, for people who wait.
    package struct Progress: Sendable {
        package var done: Int
        package var total: Int
        package var what: String
    }

    /// - Throws: `notFound` where the directory holds no store.
    package init(
        directory: String,
        reserve: Int64? = nil,
        acceptsLoss: Bool = false,
        repairs: Bool = false
    ) throws(StoreError) {
        files = DataDirectory(existing: directory)
        self.reserve = reserve
        self.acceptsLoss = acceptsLoss
        self.repairs = repairs
        guard DataDirectory.size(of: files.file) > 0 || DataDirectory.size(of: files.log) > 0 else {
            throw StoreError(.notFound, "there is no store in \(directory): it has no penstock.db with anything in it")
        }
    }

    /// What can be said while another process serves the store: what the file system knows.
    package func outside() throws(StoreError) -> [StoreFinding] {
        let log = DataDirectory.size(of: files.log)
        var findings = [try disk(free: 0)]
        if log > 4 * StoreOptions.standardBallast {
            findings.append(
                StoreFinding("log", .note, "the log has \(log >> 20) MiB: something reads for very long without an end")
            )
        }
        return findings
    }

    /// Looks at everything.
    /// - Parameters:
    ///   - now: By the wall clock.
    ///   - progress: Called before each step.
    /// - Throws: `locked` when another process serves the store, `corrupt` or `unavailable` when it cannot be read at
    ///   all.
    package func examine(
        at now: Timestamp,
        progress: (Progress) -> Void = { _ in }
    ) throws(StoreError) -> [StoreFinding] {
        let lock = try DirectoryLock(directory: files.path)
        let findings = try look(at: now, progress)
        // Until here nobody else may open it.
        _ = consume lock
        return findings
    }

    private func look(at now: Timestamp, _ progress: (Progress) -> Void) throws(StoreError) -> [StoreFinding] {
        var findings: [StoreFinding] = []
        let log = try log()
        findings.append(log)
        // To open the store would be to drop what stands behind the damage.
        guard log.severity != .problem else { return findings }
        let connection = try Connection(path: files.file)
        connection.waitForLocks(milliseconds: 1000)
        let schema = try schema(connection)
        findings.append(schema)
        findings += try integrity(connection, progress)
        if schema.severity == .fine {
            findings += try references(connection, progress)
            findings += try counts(connection, progress)
            findings.append(try clock(connection, now))
        }
        findings.append(try disk(free: try connection.freeBytes()))
        return findings
    }

    // MARK: - Files

    private func log() throws(StoreError) -> StoreFinding {
        guard let found = try WriteAheadLog.findings(inFile: files.log) else {
            return StoreFinding("log", .fine, "the log is empty: the store was closed in order")
        }
        guard found.isDamaged else {
            return StoreFinding("log", .fine, "the log is whole, with \(found.transactions) transactions")
        }
        let copy = try files.saveLog()
        let loss = "at least \(found.lostTransactions) transactions of its log, which were answered as stored,"
        guard acceptsLoss else {
            return StoreFinding(
                "log",
                .problem,
                """
                \(loss) cannot be read, behind \(found.transactions) that are whole; a copy is \(copy). Restore a \
                backup, or go on without them with --accept-loss
                """
            )
        }
        return StoreFinding("log", .note, "\(loss) are given up; a copy of the log is \(copy)")
    }

    private func disk(free: Int64) throws(StoreError) -> StoreFinding {
        let disk = try DiskSpace(at: files.path)
        let reserve = reserve ?? disk.reserve
        let store = DataDirectory.size(of: files.file) >> 20
        let text = "the store has \(store) MiB, and \((disk.free + free) >> 20) MiB are free"
        guard disk.free + free >= reserve else {
            return StoreFinding("disk", .problem, "\(text): below \(reserve >> 20) MiB events are refused")
        }
        return StoreFinding("disk", .fine, text)
    }

    // MARK: - The database

    private func schema(_ connection: borrowing Connection) throws(StoreError) -> StoreFinding {
        let version = try connection.number("PRAGMA user_version")
        let newest = Migration.all.last?.number ?? 0
        guard try connection.number("PRAGMA application_id") == Migration.applicationID else {
            return StoreFinding("schema", .problem, "the file penstock.db is a database, but not Penstock's")
        }
        if version > newest {
            return StoreFinding("schema", .problem, "a newer Penstock wrote this store (schema \(version))")
        }
        if version < newest {
            return StoreFinding(
                "schema",
                .note,
                "an older Penstock wrote this store; `penstock serve` brings it up to date"
            )
        }
        return StoreFinding("schema", .fine, "the schema is up to date (\(version))")
    }

    /// SQLite's own check, table by table (https://www.sqlite.org/pragma.html#pragma_integrity_check).
    private func integrity(
        _ connection: borrowing Connection,
        _ progress: (Progress) -> Void
    ) throws(StoreError) -> [StoreFinding] {
        var select = try Statement("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", on: connection)
        var tables: [String] = []
        while try select.step() { tables.append(select.text(0)) }
        var problems: [String] = []
        for (index, table) in tables.enumerated() {
            progress(Progress(done: index, total: tables.count, what: "checking \(table)"))
            var check = try Statement("PRAGMA integrity_check('\(table)')", on: connection)
            while try check.step() {
                if check.text(0) != "ok", problems.count < 20 { problems.append(check.text(0)) }
            }
        }
        guard problems.isEmpty else { return problems.map { StoreFinding("integrity", .problem, $0) } }
        return [StoreFinding("integrity", .fine, "the file is whole: \(tables.count) tables with their indices")]
    }

    /// What refers to something that is not there.
    private static let references: [(what: String, sql: String)] = [
        (
            "deliveries without their event",
            "SELECT count(*) FROM delivery d WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.sequence = d.event)"
        ),
        (
            "deliveries of no pipeline",
            "SELECT count(*) FROM delivery d WHERE NOT EXISTS (SELECT 1 FROM pipeline p WHERE p.id = d.pipeline)"
        ),
        (
            "unfinished deliveries whose event has no data",
            """
            SELECT count(*) FROM delivery d WHERE (d.state = 0 OR d.state = 1 OR d.state = 2)
                AND NOT EXISTS (SELECT 1 FROM payload p WHERE p.event = d.event)
            """
        ),
        (
            "attempts without their delivery",
            "SELECT count(*) FROM attempt a WHERE NOT EXISTS (SELECT 1 FROM delivery d WHERE d.id = a.delivery)"
        ),
        (
            "messages without their delivery",
            "SELECT count(*) FROM rendered r WHERE NOT EXISTS (SELECT 1 FROM delivery d WHERE d.id = r.delivery)"
        ),
        (
            "data without their event",
            "SELECT count(*) FROM payload p WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.sequence = p.event)"
        ),
        (
            "pending timers without what their events are made of",
            """
            SELECT count(*) FROM timer m WHERE m.state = 0
                AND NOT EXISTS (SELECT 1 FROM timer_origin o WHERE o.event = m.event)
            """
        ),
        (
            "numbers given that are not kept",
            """
            SELECT (SELECT ifnull(max(sequence), 0) FROM event) >= next_event
                OR (SELECT ifnull(max(id), 0) FROM delivery) >= next_delivery
                OR (SELECT ifnull(max(id), 0) FROM attempt) >= next_attempt
            FROM store
            """
        ),
    ]

    private func references(
        _ connection: borrowing Connection,
        _ progress: (Progress) -> Void
    ) throws(StoreError) -> [StoreFinding] {
        var findings: [StoreFinding] = []
        for (index, reference) in Self.references.enumerated() {
            progress(Progress(done: index, total: Self.references.count, what: "looking for \(reference.what)"))
            let count = try connection.number(reference.sql)
            if count > 0 { findings.append(StoreFinding("references", .problem, "\(reference.what): \(count)")) }
        }
        guard findings.isEmpty else { return findings }
        return [StoreFinding("references", .fine, "every delivery has its event, and every attempt its delivery")]
    }

    private func counts(
        _ connection: borrowing Connection,
        _ progress: (Progress) -> Void
    ) throws(StoreError) -> [StoreFinding] {
        progress(Progress(done: 0, total: 1, what: "counting open deliveries"))
        let conditions = [
            ("pending", "d.state = 0"), ("waiting", "d.state = 1"), ("held", "d.state = 2 AND d.line IS NOT 2"),
            ("behind", "d.state = 2 AND d.line IS 2"), ("dead", "d.state = 3"),
        ]
        let counted = conditions.map { name, condition in
            "(SELECT count(*) FROM delivery d WHERE d.pipeline = p.id AND \(condition)) AS \(name)"
        }
        let states = conditions.map(\.0)
        let differs = states.map { "p.\($0) <> c.\($0)" }.joined(separator: " OR ")
        let from = "(SELECT p.id, \(counted.joined(separator: ", ")) FROM pipeline p) AS c"
        var select = try Statement(
            "SELECT p.name FROM pipeline p JOIN \(from) ON c.id = p.id WHERE \(differs)",
            on: connection
        )
        var names: [String] = []
        while try select.step() { names.append(select.text(0)) }
        guard !names.isEmpty else {
            return [StoreFinding("counts", .fine, "the counts of open deliveries are right")]
        }
        let which = names.joined(separator: ", ")
        guard repairs else {
            return [
                StoreFinding("counts", .problem, "open deliveries are counted wrong for \(which); --repair counts them")
            ]
        }
        let assignments = states.map { "\($0) = c.\($0)" }.joined(separator: ", ")
        try connection.execute("UPDATE pipeline AS p SET \(assignments) FROM \(from) WHERE c.id = p.id")
        return [StoreFinding("counts", .note, "open deliveries were counted wrong for \(which), and are counted anew")]
    }

    private func clock(_ connection: borrowing Connection, _ now: Timestamp) throws(StoreError) -> StoreFinding {
        let newest = try connection.number("SELECT accepted_at FROM event ORDER BY sequence DESC LIMIT 1")
        let ahead = Timestamp(microseconds: newest) - now
        guard ahead > .seconds(60) else {
            return StoreFinding("clock", .fine, "the clock is not behind the newest event")
        }
        return StoreFinding(
            "clock",
            .problem,
            """
            the newest event was accepted at \(Timestamp(microseconds: newest)), \(ahead.seconds) s ahead of this \
            machine's clock: set the clock, or retries and retention wait for it
            """
        )
    }
}

extension Duration {
    fileprivate var seconds: Int64 { microseconds / 1_000_000 }
}
