internal import ArgumentParser
internal import Foundation
internal import PenstockCore
internal import PenstockPipelines
internal import PenstockSQLite

/// Where tokens are kept: at a running server, or in a store that nobody serves.
struct TokenPlace: ParsableArguments {
    @OptionGroup var server: ServerOptions
    @OptionGroup var store: StoreOptionGroup
    @OptionGroup var output: OutputOptions

    /// Asks the server that was named, or else whoever serves the store; where nobody does, opens the store.
    ///
    /// A store that was named comes first, because the server that answers at the usual address may serve another.
    /// - Parameter creates: Whether a store is made where there is none.
    func run<R>(
        creates: Bool = false,
        asking: (Client) async throws -> R,
        opening: (SQLiteStore, _ directory: String) throws -> R
    ) async throws -> R {
        let client = try server.client()
        if server.givenAddress != nil { return try await asking(client) }
        if store.data != nil {
            if let result = try open(creates, opening) { return result }
            return try await asking(client)
        }
        do {
            return try await asking(client)
        } catch let failure as CommandFailure where failure.isNoServer {
            if let result = try open(creates, opening) { return result }
            throw failure
        }
    }

    /// - Returns: Nil where somebody serves the store.
    private func open<R>(_ creates: Bool, _ body: (SQLiteStore, String) throws -> R) throws -> R? {
        let directory = try store.settings().dataDirectory
        guard creates || FileManager.default.fileExists(atPath: directory + "/penstock.db") else {
            throw CommandFailure("no server answers, and there is no store in \(directory)")
        }
        do {
            let store = try SQLiteStore(directory: directory)
            defer { store.close() }
            return try body(store, directory)
        } catch let error as StoreError where error.code == .locked {
            return nil
        } catch let error as StoreError {
            throw CommandFailure(error.message)
        }
    }
}

extension SQLiteStore {
    /// Carries one operation out; nobody else is there whose operations it could go with.
    func carryOut(_ operation: StoreOperation) throws {
        if case .failed(let error)? = try commit([operation]).first { throw error }
    }
}
