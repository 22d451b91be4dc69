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

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
