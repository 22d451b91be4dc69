internal import Foundation
internal import PenstockCore
internal import PenstockSQLite

extension StoreUnderTest {
    static let all = [sqlite]

    private static let sqlite = StoreUnderTest(testDescription: "SQLite") { try TemporaryDirectory() }
}

/// A directory that a test has for itself.
struct TemporaryDirectory: StorePlace {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "penstock-\(UUID().uuidString)").path
    }

    func open() throws -> any EventStore { try SQLiteStore(directory: path) }

    func afterCrash() throws -> any StorePlace {
        let copy = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: copy.path, withIntermediateDirectories: true)
        // The file and its log, without the index of the log, which lives in memory.
        for name in ["/penstock.db", "/penstock.db-wal"] where FileManager.default.fileExists(atPath: path + name) {
            try FileManager.default.copyItem(atPath: path + name, toPath: copy.path + name)
        }
        return copy
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
