internal import Foundation
internal import PenstockCore
@testable internal import PenstockSQLite
internal import Synchronization
internal import Testing

/// A disk whose room a test sets.
private final class TestDisk: Sendable {
    private let room: Mutex<Int64>
    init(free: Int64) { room = Mutex(free) }

    var free: Int64 {
        get { room.withLock { $0 } }
        set { room.withLock { $0 = newValue } }
    }

    func limits(reserve: Int64 = 1000, ballast: Int64 = 0) -> StoreLimits {
        var limits = StoreLimits()
        limits.options = StoreOptions(diskReserve: reserve, ballast: ballast)
        limits.disk = { DiskSpace(free: self.free, total: 1 << 40) }
        return limits
    }
}

@Suite struct `Room on the disk` {
    @Test func `events are refused below the reserve, and outcomes are written`() throws {
        let disk = TestDisk(free: 1 << 30)
        let bench = try UpkeepBench(disk.limits())
        let first = try bench.append(bench.event("c-1"))
        disk.free = 0
        // It is looked at after so many commits, whatever the time.
        var refusal: StoreError?
        for index in 0..<DiskGuard.commitsBetween + 1 where refusal == nil {
            refusal = try bench.store.commit([.append(bench.event("d-\(index)"))]).first?.failure
        }
        #expect(refusal?.code == .full)
        let settlement = Settlement(
            delivery: try #require(first.deliveries.first).id,
            state: .delivered,
            at: .at(5),
            consequences: [bench.event(nil)]
        )
        let results = try bench.store.commit([.append(bench.event("c-2")), .settle(settlement)])
        #expect(results.first?.failure?.code == .full)
        // An event of Penstock's own is dropped, its cause is not.
        #expect(results.last?.consequences?.isEmpty == true)
        #expect(try bench.store.delivery(settlement.delivery)?.state == .delivered)
        disk.free = 1 << 30
        var appended: AppendedEvent?
        for index in 0..<DiskGuard.commitsBetween + 1 where appended == nil {
            appended = try bench.store.commit([.append(bench.event("e-\(index)"))]).first?.appended
        }
        #expect(appended != nil)
    }

    @Test func `is told, with what is free in the file`() throws {
        let disk = TestDisk(free: 5000)
        let bench = try UpkeepBench(disk.limits(reserve: 7000))
        let space = try bench.store.space()
        #expect(space.free >= 5000 && space.reserve == 7000 && space.file > 0 && space.log > 0)
        #expect(space.isNearlyFull == (space.free < 7000))
    }

    @Test(arguments: [(10 << 30, 256 << 20), (1 << 40, (1 << 40) / 100)] as [(Int64, Int64)])
    func `a reserve fits the disk`(total: Int64, reserve: Int64) {
        #expect(DiskSpace(free: 0, total: total).reserve == reserve)
    }

    @Test func `a ballast takes room, is given up, and is made again`() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
        var ballast = Ballast(directory: directory.path, size: 1 << 20)
        let refusal = ballast.make(DiskSpace(free: 1 << 20, total: 1 << 30), beside: 1)
        #expect(refusal?.contains("too little room") == true)
        #expect(!FileManager.default.fileExists(atPath: ballast.path))
        let first = ballast.make(DiskSpace(free: 1 << 30, total: 1 << 30), beside: 1)
        #expect(first == nil)
        let attributes = try FileManager.default.attributesOfItem(atPath: ballast.path)
        #expect(attributes[.size] as? Int == 1 << 20 && attributes[.posixPermissions] as? Int == 0o600)
        let released = [ballast.release(), ballast.release()]
        #expect(released == [true, false])
        #expect(!FileManager.default.fileExists(atPath: ballast.path))
        let again = ballast.make(DiskSpace(free: 1 << 30, total: 1 << 30), beside: 1)
        #expect(again == nil && ballast.isThere)
    }

    @Test func `a store that finds no room refuses events, and writes outcomes with what the ballast gave up`() throws {
        let disk = TestDisk(free: 1 << 40)
        let bench = try UpkeepBench(disk.limits(ballast: 1 << 20))
        let delivery = try #require(bench.append(bench.event("c-1")).deliveries.first).id
        let ballast = bench.directory.path + "/ballast"
        #expect(FileManager.default.fileExists(atPath: ballast))
        // SQLite's own limit fails as a full disk does.
        try bench.store.write { (writer) throws(StoreError) in
            let pages = try writer.connection.number("PRAGMA page_count")
            try writer.connection.execute("PRAGMA max_page_count = \(pages + 2)")
        }
        let large = "\"" + String(repeating: "a", count: 100_000) + "\""
        let results = try bench.store.commit([
            .append(bench.event("c-2", data: large)),
            .settle(Settlement(delivery: delivery, state: .delivered, at: .at(1))),
        ])
        #expect(results.first?.failure?.code == .full)
        #expect(results.last?.consequences != nil)
        #expect(!FileManager.default.fileExists(atPath: ballast))
        #expect(try bench.store.delivery(delivery)?.state == .delivered)
    }
}

@Suite struct `A backup` {
    private func finish(_ bench: UpkeepBench, _ path: String, pages: Int = 5) throws -> Int {
        var steps = 1
        while try !bench.store.backup(to: path, pages: pages).isDone { steps += 1 }
        return steps
    }

    @Test func `has what was written before and while it was made`() throws {
        let bench = try UpkeepBench()
        for index in 0..<100 { try bench.append(bench.event("c-\(index)")) }
        let restored = try TemporaryDirectory()
        defer { restored.remove() }
        try FileManager.default.createDirectory(atPath: restored.path, withIntermediateDirectories: true)
        let path = restored.path + "/penstock.db"
        let first = try bench.store.backup(to: path, pages: 2)
        #expect(!first.isDone && first.copied == 2 && first.total > 4)
        #expect(!FileManager.default.fileExists(atPath: path))
        let error = #expect(throws: StoreError.self) { try bench.store.backup(to: path + "2", pages: 2) }
        #expect(error?.code == .conflict)
        for index in 100..<120 {
            try bench.append(bench.event("c-\(index)"))
            if try bench.store.backup(to: path, pages: 1).isDone { Issue.record("done too early") }
        }
        _ = try finish(bench, path)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        let other = try restored.open()
        #expect(other.id == bench.store.id)
        var query = EventQuery()
        query.limit = 500
        #expect(try other.events(query).items.count == 120)
        // Numbers go on, and a repeated id is known.
        #expect(try #require(other.commit([.append(bench.event("c-5"))]).first?.appended).isDuplicate)
        other.close()
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: restored.path).filter { $0.contains("partial") } == []
        )
    }

    @Test func `never overwrites, and leaves nothing when it is given up`() throws {
        let bench = try UpkeepBench()
        for index in 0..<100 { try bench.append(bench.event("c-\(index)")) }
        let path = bench.directory.path + "/copy.db"
        _ = try bench.store.backup(to: path, pages: 1)
        bench.store.abandonBackup()
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: bench.directory.path).filter { $0.contains("copy") }
                == []
        )
        try Data("mine".utf8).write(to: URL(filePath: path))
        let error = #expect(throws: StoreError.self) { try bench.store.backup(to: path, pages: 1) }
        #expect(error?.code == .conflict)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
        #expect(throws: StoreError.self) { try bench.store.backup(to: "/nowhere/at/all.db", pages: 1) }
        _ = try finish(bench, path + "2")
    }
}
