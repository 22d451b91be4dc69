internal import Foundation
internal import PenstockCore
@testable internal import PenstockSQLite
internal import Testing

/// A log made by hand, as the file format describes it (https://www.sqlite.org/fileformat2.html, section 4).
private struct HandMadeLog {
    static let pageSize = 512

    private(set) var bytes: [UInt8] = []
    private var sum: (UInt32, UInt32)
    private let isBigEndian: Bool
    private let salt: [UInt32]

    init(isBigEndian: Bool = false, salt: [UInt32] = [7, 9]) {
        self.isBigEndian = isBigEndian
        self.salt = salt
        sum = (0, 0)
        let words: [UInt32] = [isBigEndian ? 0x377F_0683 : 0x377F_0682, 3_007_000, UInt32(Self.pageSize), 0] + salt
        bytes = words.flatMap(Self.bigEndian)
        add(bytes)
        bytes += [sum.0, sum.1].flatMap(Self.bigEndian)
    }

    /// Adds a transaction of so many frames.
    mutating func transaction(frames: Int) {
        for frame in 1...frames {
            let start: [UInt32] = [UInt32(frame), frame == frames ? 10 : 0]
            let page = (0..<Self.pageSize).map { UInt8(truncatingIfNeeded: $0 &* frame) }
            add(start.flatMap(Self.bigEndian))
            add(page)
            bytes += (start + salt + [sum.0, sum.1]).flatMap(Self.bigEndian) + page
        }
    }

    private mutating func add(_ piece: [UInt8]) {
        for offset in stride(from: 0, to: piece.count, by: 8) {
            let words = [0, 4].map { part in
                let word = piece[(offset + part)..<(offset + part + 4)]
                return (isBigEndian ? Array(word) : word.reversed()).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            }
            sum.0 = sum.0 &+ words[0] &+ sum.1
            sum.1 = sum.1 &+ words[1] &+ sum.0
        }
    }

    static func bigEndian(_ word: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) }
    }

    /// The first byte of a frame.
    static func offset(of frame: Int) -> Int { 32 + frame * (24 + pageSize) }
}

private func findings(_ bytes: [UInt8]) throws -> WriteAheadLog.Findings {
    let begun = WriteAheadLog(header: bytes.span)
    var log = try #require(begun)
    var offset = 32
    while offset < bytes.count {
        log.take(bytes.span.extracting(offset..<min(bytes.count, offset + log.frameSize)))
        offset += log.frameSize
    }
    return log.findings
}

@Suite struct `A write-ahead log` {
    /// Transactions of two, three, one and two frames: numbers 0 to 7.
    private func log(isBigEndian: Bool = false) -> [UInt8] {
        var log = HandMadeLog(isBigEndian: isBigEndian)
        for frames in [2, 3, 1, 2] { log.transaction(frames: frames) }
        return log.bytes
    }

    @Test(arguments: [false, true])
    func `that is whole is whole`(isBigEndian: Bool) throws {
        let found = try findings(log(isBigEndian: isBigEndian))
        #expect(found == WriteAheadLog.Findings(transactions: 4, frames: 8, lostTransactions: 0, framesBehind: 0))
    }

    @Test(arguments: [
        // The frame that is damaged, transactions before it, and those that would be dropped.
        (0, 0, 4), (1, 0, 4), (2, 1, 3), (4, 1, 3), (5, 2, 2),
    ])
    func `that is damaged in what was committed is found out`(frame: Int, before: Int, lost: Int) throws {
        for place in [24 + 100, 17] {
            var bytes = log()
            bytes[HandMadeLog.offset(of: frame) + place] ^= 1
            let found = try findings(bytes)
            #expect(found.isDamaged && found.transactions == before && found.lostTransactions == lost)
        }
    }

    @Test(arguments: [6, 7])
    func `that was torn in the transaction being written is no damage`(frame: Int) throws {
        var bytes = log()
        bytes[HandMadeLog.offset(of: frame) + 200] ^= 1
        let found = try findings(bytes)
        #expect(!found.isDamaged && found.transactions == 3 && found.frames == 6)
        // So it is when the file ends there.
        let cut = try findings(Array(log()[..<(HandMadeLog.offset(of: frame) + 77)]))
        #expect(!cut.isDamaged && cut.transactions == 3)
    }

    @Test func `ends where the frames of an earlier round begin`() throws {
        var old = HandMadeLog(salt: [6, 1])
        for _ in 0..<9 { old.transaction(frames: 1) }
        var bytes = log()
        bytes += old.bytes[HandMadeLog.offset(of: 8)...]
        let found = try findings(bytes)
        #expect(found == WriteAheadLog.Findings(transactions: 4, frames: 8, lostTransactions: 0, framesBehind: 0))
    }

    @Test(arguments: [0, 5, 9, 13, 25])
    func `with a damaged header is none`(place: Int) {
        var bytes = log()
        bytes[place] ^= 0x40
        let log = WriteAheadLog(header: bytes.span)
        #expect(log == nil)
    }

    // MARK: - Of a real store

    /// The files of a store as a crash leaves them, after so many commits of one event.
    private func crashed(commits: Int) throws -> TemporaryDirectory {
        let bench = try UpkeepBench()
        for index in 0..<commits { try bench.append(bench.event("c-\(index)")) }
        let copy = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: copy.path, withIntermediateDirectories: true)
        for name in ["/penstock.db", "/penstock.db-wal"] {
            try FileManager.default.copyItem(atPath: bench.directory.path + name, toPath: copy.path + name)
        }
        return copy
    }

    @Test func `of SQLite's making is read as SQLite reads it`() throws {
        let directory = try crashed(commits: 20)
        defer { directory.remove() }
        let found = try #require(try WriteAheadLog.findings(inFile: directory.path + "/penstock.db-wal"))
        // The pipelines were written in a transaction of their own.
        #expect(found.transactions >= 21 && found.lostTransactions == 0 && found.framesBehind == 0)
        let size = try #require(
            try FileManager.default.attributesOfItem(atPath: directory.path + "/penstock.db-wal")[.size] as? Int
        )
        #expect(found.frames == (size - 32) / (4096 + 24))
    }

    @Test func `damaged in the middle stops the store from opening, until the loss is accepted`() throws {
        let directory = try crashed(commits: 20)
        defer { directory.remove() }
        let log = directory.path + "/penstock.db-wal"
        var bytes = try Data(contentsOf: URL(filePath: log))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(filePath: log))
        let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: directory.path) }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains("penstock doctor --accept-loss") == true, "\(error?.message ?? "")")
        // Nothing was touched, and a copy is put aside, once.
        #expect(try Data(contentsOf: URL(filePath: log)) == bytes)
        _ = try? SQLiteStore(directory: directory.path)
        let saved = try FileManager.default.contentsOfDirectory(atPath: directory.path).filter {
            $0.contains("damaged")
        }
        #expect(saved.count == 1)
        #expect(try Data(contentsOf: URL(filePath: directory.path + "/" + saved[0])) == bytes)

        let store = try SQLiteStore(directory: directory.path, options: StoreOptions(acceptsLoss: true))
        let left = try store.events(EventQuery()).items.count
        #expect(left > 0 && left < 20)
        store.close()
        try SQLiteStore(directory: directory.path).close()
    }
}
