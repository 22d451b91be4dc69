internal import Foundation
internal import PenstockCore
@testable internal import PenstockSQLite
internal import Testing

@Suite struct `The SQLite store` {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func event(
        id: String? = nil,
        bytes: Int = 2,
        at time: Timestamp = .at(0),
        to adoption: Adoption
    ) -> NewEvent {
        NewEvent(
            id: id,
            source: "/lms",
            type: "course.completed",
            subject: nil,
            time: time,
            data: [UInt8(ascii: "\"")] + Array(repeating: UInt8(ascii: "a"), count: bytes) + [UInt8(ascii: "\"")],
            acceptedAt: time,
            revision: adoption.revision,
            deliveries: adoption.pipelines.values.map { NewDelivery(pipeline: $0) }
        )
    }

    @Test func `a directory has one owner at a time, and says who`() throws {
        defer { directory.remove() }
        let store = try SQLiteStore(directory: directory.path + "/deeper/still")
        let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: directory.path + "/deeper/still") }
        #expect(error?.code == .locked)
        #expect(error?.message.contains("pid \(ProcessInfo.processInfo.processIdentifier)") == true)
        store.close()
        try SQLiteStore(directory: directory.path + "/deeper/still").close()
    }

    @Test func `only the owner may read the files`() throws {
        defer { directory.remove() }
        let store = try SQLiteStore(directory: directory.path)
        defer { store.close() }
        _ = try store.adopt([], digest: "a", at: .at(0))
        func mode(_ name: String) throws -> Int? {
            let path = directory.path + name
            return try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode("") == 0o700)
        for name in ["/penstock.db", "/penstock.db-wal", "/lock"] { #expect(try mode(name) == 0o600, "\(name)") }
    }

    @Test func `a closed store refuses, and closing twice does no harm`() throws {
        defer { directory.remove() }
        let store = try SQLiteStore(directory: directory.path)
        let id = try #require(
            try store.adopt([PipelineDeclaration(name: "hr", selector: "{}")], digest: "a", at: .at(0)).pipelines["hr"]
        )
        store.close()
        store.close()
        for attempt in [
            { _ = try store.commit([.resume(id, at: .at(0))]) }, { _ = try store.backlog() },
            { _ = try store.nextDue(id, except: []) },
        ] as [() throws -> Void] {
            #expect(throws: StoreError.self) { try attempt() }
        }
        #expect(try Data(contentsOf: URL(filePath: directory.path + "/penstock.db")).count > 0)
        #expect(!FileManager.default.fileExists(atPath: directory.path + "/penstock.db-wal"))
    }

    @Test(arguments: [
        "not a database, but long enough to have been one ".padding(toLength: 5000, withPad: ".", startingAt: 0)
    ])
    func `a file that is no store is refused`(content: String) throws {
        defer { directory.remove() }
        try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
        try Data(content.utf8).write(to: URL(filePath: directory.path + "/penstock.db"))
        let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: directory.path) }
        #expect(error?.code == .corrupt)
    }

    @Test(arguments: [
        ("CREATE TABLE learner (id INTEGER)", StoreError.Code.corrupt),
        ("PRAGMA application_id = 1348824691; PRAGMA user_version = 99", .unavailable),
    ])
    func `another program's database and a newer store are refused`(sql: String, code: StoreError.Code) throws {
        defer { directory.remove() }
        do {
            let files = try DataDirectory(making: directory.path)
            let connection = try Connection(path: files.file)
            try connection.execute(sql)
        }
        let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: directory.path) }
        #expect(error?.code == code)
    }

    @Test func `a store of an older version says that it kept no documents, and keeps them from then on`() throws {
        defer { directory.remove() }
        do {
            let connection = try Connection(path: try DataDirectory(making: directory.path).file)
            try connection.execute("PRAGMA application_id = \(Migration.applicationID)")
            for migration in Migration.all.prefix(4) { try connection.execute(migration.sql) }
            var fingerprint = Fingerprint()
            fingerprint.combine("hr")
            fingerprint.combine("{}")
            try connection.execute(
                """
                PRAGMA user_version = 4;
                INSERT INTO pipeline (id, name) VALUES (3, 'hr');
                INSERT INTO selector VALUES (5, '{}');
                INSERT INTO revision VALUES (7, \(fingerprint.stored), 'a', 1000000);
                INSERT INTO revision_pipeline VALUES (7, 3, 5);
                """
            )
        }
        let store = try SQLiteStore(directory: directory.path)
        defer { store.close() }
        let old = [PipelineDeclaration(name: "hr", selector: "{}")]
        #expect(try store.documents(of: RevisionID(7)) == old)
        let document = DocumentText(text: "name: hr\n", stages: "[]")
        let new = [PipelineDeclaration(name: "hr", selector: "{}", document: document)]
        #expect(try store.adopt(new, digest: "a", at: .at(0)).revision == RevisionID(7))
        #expect(try store.documents(of: RevisionID(7)) == new)
    }

    @Test func `a new file can shrink, and every commit reaches the disk`() throws {
        defer { directory.remove() }
        try SQLiteStore(directory: directory.path).close()
        let connection = try Connection(path: directory.path + "/penstock.db")
        for (pragma, value) in [
            ("auto_vacuum", 2), ("page_size", 4096), ("user_version", Int(Migration.all.last?.number ?? 0)),
        ] {
            var statement = try Statement("PRAGMA \(pragma)", on: connection)
            #expect(try statement.numbers() == [Int64(value)], "\(pragma)")
        }
    }

    @Test func `a copy taken while it runs has all that was answered`() throws {
        defer { directory.remove() }
        let store = try SQLiteStore(directory: directory.path)
        let adoption = try store.adopt([PipelineDeclaration(name: "hr", selector: "{}")], digest: "a", at: .at(0))
        let hr = try #require(adoption.pipelines["hr"])
        for round in 0..<3 {
            let results = try store.commit((0..<50).map { .append(event(id: "c-\(round)-\($0)", to: adoption)) })
            let settled = results.compactMap(\.appended).prefix(20).flatMap(\.deliveries)
            _ = try store.commit(settled.map { .settle(Settlement(delivery: $0.id, state: .delivered, at: .at(1))) })
            // What a crash leaves behind: the file and its log, without the index of the log.
            let copy = try TemporaryDirectory()
            defer { copy.remove() }
            try FileManager.default.createDirectory(atPath: copy.path, withIntermediateDirectories: true)
            for name in ["/penstock.db", "/penstock.db-wal"] {
                try FileManager.default.copyItem(atPath: directory.path + name, toPath: copy.path + name)
            }
            let other = try copy.open()
            #expect(other.id == store.id)
            let found = try other.claimPending(hr, after: nil, limit: .max, bytes: .max)
            #expect(found.map(\.id) == (try store.claimPending(hr, after: nil, limit: .max, bytes: .max).map(\.id)))
            #expect(found.count == 30 * (round + 1))
            let again = try #require(try other.commit([.append(event(id: "c-0-0", to: adoption))]).first?.appended)
            #expect(again.isDuplicate)
            other.close()
        }
        store.close()
    }

    @Test func `a log that is torn at its end loses nothing before`() throws {
        defer { directory.remove() }
        let store = try SQLiteStore(directory: directory.path)
        let adoption = try store.adopt([PipelineDeclaration(name: "hr", selector: "{}")], digest: "a", at: .at(0))
        let hr = try #require(adoption.pipelines["hr"])
        _ = try store.commit((0..<10).map { _ in .append(event(to: adoption)) })
        let copy = try TemporaryDirectory()
        defer { copy.remove() }
        try FileManager.default.createDirectory(atPath: copy.path, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: directory.path + "/penstock.db", toPath: copy.path + "/penstock.db")
        var log = try Data(contentsOf: URL(filePath: directory.path + "/penstock.db-wal"))
        log.append(contentsOf: log.suffix(1000))
        try log.write(to: URL(filePath: copy.path + "/penstock.db-wal"))
        store.close()
        let other = try copy.open()
        #expect(try other.claimPending(hr, after: nil, limit: .max, bytes: .max).count == 10)
        other.close()
    }

    @Test func `the log begins anew and does not grow with what is written`() throws {
        defer { directory.remove() }
        var limits = StoreLimits()
        limits.checkpoints = CheckpointPlan(passiveAt: 100, restartAt: 200, again: 20)
        let store = try SQLiteStore(directory: directory.path, limits: limits)
        let adoption = try store.adopt([PipelineDeclaration(name: "hr", selector: "{}")], digest: "a", at: .at(0))
        for _ in 0..<300 { _ = try store.commit([.append(event(bytes: 40_000, to: adoption))]) }
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.path + "/penstock.db-wal")
        let pages = try #require(attributes[.size] as? Int) / 4096
        // 300 events of ten pages and more, without which the log would have over 3,000.
        #expect(pages < 1500)
        store.close()
    }

    @Test func `a list that takes too long is short, with a cursor`() throws {
        defer { directory.remove() }
        var limits = StoreLimits()
        limits.listTime = .zero
        limits.listStride = 9
        let store = try SQLiteStore(directory: directory.path, limits: limits)
        let adoption = try store.adopt([PipelineDeclaration(name: "hr", selector: "{}")], digest: "a", at: .at(0))
        _ = try store.commit((0..<25).map { .append(event(id: "c-\($0)", to: adoption)) })
        var events = EventQuery()
        var deliveries = DeliveryQuery()
        var (eventPages, deliveryPages): ([Int], [Int]) = ([], [])
        repeat {
            let page = try store.events(events)
            eventPages.append(page.items.count)
            events.cursor = page.next.map(EventSequence.init)
        } while events.cursor != nil
        repeat {
            let page = try store.deliveries(deliveries)
            deliveryPages.append(page.items.count)
            deliveries.cursor = page.next.map(DeliveryID.init)
        } while deliveries.cursor != nil
        #expect(eventPages == [10, 10, 5])
        #expect(deliveryPages == [10, 10, 5])
        store.close()
    }

    @Test(arguments: [(0, 0), (7, 8), (12, 13), (29, 30), (400, 30)])
    func `a list until a time begins there, and a page has a bound of bytes`(hours: Int64, expected: Int) throws {
        defer { directory.remove() }
        var limits = StoreLimits()
        limits.listStride = 3
        limits.pageBytes = 1
        let store = try SQLiteStore(directory: directory.path, limits: limits)
        let adoption = try store.adopt([PipelineDeclaration(name: "hr", selector: "{}")], digest: "a", at: .at(0))
        for hour in 0..<30 {
            let event = event(id: "c-\(hour)", at: .at(Int64(hour) * 3600), to: adoption)
            _ = try store.commit([.append(event)])
        }
        let until = hours == 0 ? Timestamp.at(-1) : .at(hours * 3600)
        var (events, deliveries) = (EventQuery(), DeliveryQuery())
        (events.until, deliveries.until) = (until, until)
        var (eventIDs, deliveryIDs): ([String], [String]) = ([], [])
        repeat {
            let page = try store.events(events)
            #expect(page.items.count <= 1)
            eventIDs += page.items.map(\.event.id)
            events.cursor = page.next.map(EventSequence.init)
        } while events.cursor != nil
        repeat {
            let page = try store.deliveries(deliveries)
            deliveryIDs += page.items.map(\.eventID)
            deliveries.cursor = page.next.map(DeliveryID.init)
        } while deliveries.cursor != nil
        let all = (0..<expected).reversed().map { "c-\($0)" }
        #expect(eventIDs == all && deliveryIDs == all)
        store.close()
    }

    @Test func `readers see one moment while the writer goes on`() async throws {
        defer { directory.remove() }
        let store = try SQLiteStore(directory: directory.path)
        let adoption = try store.adopt([PipelineDeclaration(name: "hr", selector: "{}")], digest: "a", at: .at(0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    for _ in 0..<40 {
                        let backlog = try store.backlog()
                        // An event and its delivery appear together, and so do the row and the count.
                        #expect(backlog.first.map { $0.pending % 5 } == 0)
                        let page = try store.events(EventQuery())
                        #expect(page.items.allSatisfy { $0.deliveryCount == 1 })
                    }
                }
            }
            for _ in 0..<40 { _ = try store.commit((0..<5).map { _ in .append(event(to: adoption)) }) }
            try await group.waitForAll()
        }
        store.close()
    }
}
