internal import Foundation
internal import PenstockCore
@testable internal import PenstockSQLite
internal import Testing

@Suite struct `The store's doctor` {
    /// A closed store with a delivered, a waiting and a dead delivery, changed by SQL behind its back.
    private func store(_ sql: String = "") throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        let bench = try UpkeepBench()
        for (index, state) in [DeliveryState.delivered, .waiting, .dead].enumerated() {
            try bench.delivery("c-\(index)", state)
        }
        bench.store.close()
        try FileManager.default.copyItem(atPath: bench.directory.path, toPath: directory.path)
        if !sql.isEmpty { try Connection(path: directory.path + "/penstock.db").execute(sql) }
        return directory
    }

    private func findings(_ directory: TemporaryDirectory, repairs: Bool = false) throws -> [StoreFinding] {
        try StoreDoctor(directory: directory.path, reserve: 0, repairs: repairs).examine(at: .at(100))
    }

    @Test func `finds nothing wrong with a store that is well`() throws {
        let directory = try store()
        defer { directory.remove() }
        let findings = try findings(directory)
        #expect(findings.allSatisfy { $0.severity == .fine }, "\(findings)")
        #expect(findings.map(\.check) == ["log", "schema", "integrity", "references", "counts", "clock", "disk"])
    }

    @Test(arguments: [
        ("DELETE FROM event WHERE sequence = 1", "references", "deliveries without their event: 1"),
        ("DELETE FROM delivery WHERE id = 1", "references", "attempts without their delivery: 1"),
        ("DELETE FROM payload WHERE event = 2", "references", "unfinished deliveries whose event has no data: 1"),
        ("UPDATE store SET next_delivery = 2", "references", "numbers given that are not kept: 1"),
        ("UPDATE pipeline SET waiting = 5", "counts", "counted wrong for hr"),
        ("UPDATE event SET accepted_at = accepted_at + 7200000000 WHERE sequence = 3", "clock", "7100 s ahead"),
    ])
    func `finds what is wrong`(sql: String, check: String, text: String) throws {
        let directory = try store(sql)
        defer { directory.remove() }
        let problems = try findings(directory).filter { $0.severity == .problem }
        #expect(problems.contains { $0.check == check && $0.text.contains(text) }, "\(problems)")
    }

    @Test func `counts anew what is counted wrong, when it is asked to`() throws {
        let directory = try store("UPDATE pipeline SET waiting = 5, dead = 0, held = 1")
        defer { directory.remove() }
        let counts = try findings(directory, repairs: true).filter { $0.check == "counts" }
        #expect(counts.map(\.severity) == [.note])
        let opened = try directory.open()
        defer { opened.close() }
        let backlog = try #require(try opened.backlog().first)
        let counted = [backlog.pending, backlog.waiting, backlog.held, backlog.dead]
        #expect(counted == [0, 1, 0, 1])
    }

    @Test func `leaves a store alone that is served, and says what is seen from outside`() throws {
        let bench = try UpkeepBench()
        let doctor = try StoreDoctor(directory: bench.directory.path)
        let error = #expect(throws: StoreError.self) { _ = try doctor.examine(at: .at(0)) }
        #expect(error?.code == .locked)
        #expect(try doctor.outside().map(\.check) == ["disk"])
    }

    @Test func `says where there is no store`() throws {
        let error = #expect(throws: StoreError.self) { _ = try StoreDoctor(directory: "/nowhere") }
        #expect(error?.code == .notFound)
    }
}
