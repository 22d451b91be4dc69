internal import ArgumentParser
internal import Foundation
internal import PenstockImport
internal import PenstockJSON

/// Sends files batch by batch, in order: one batch is on its way while the next is read.
struct ImportRun {
    let client: Client
    let mapping: ImportMappingOptions
    let name: String?
    let isDry: Bool
    /// Nil to go on however many are not taken.
    let mostRefused: Int?
    let progress: ImportProgress

    private(set) var tally = ImportTally()
    /// Whether it ended before the files did.
    private(set) var isStopped = false
    private let began = ContinuousClock().now

    /// A batch waits for room, and a stage of a source takes its time.
    private static let patience: TimeInterval = 300
    /// A server that is busy for longer is not going to be free soon.
    private static let mostTries = 60

    init(
        client: Client,
        mapping: ImportMappingOptions,
        name: String?,
        isDry: Bool,
        mostRefused: Int?,
        progress: ImportProgress
    ) {
        self.client = client
        self.mapping = mapping
        self.name = name
        self.isDry = isDry
        self.mostRefused = mostRefused
        self.progress = progress
    }

    /// How long it has taken.
    var seconds: Double {
        let elapsed = ContinuousClock().now - began
        return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    }

    /// Loads files, one after the other.
    /// - Returns: Why it could not go on.
    mutating func load(_ files: [HistoryFile]) async -> (any Error)? {
        var before = 0
        for file in files where !isStopped {
            do {
                before += try await load(file, bytesBefore: before)
            } catch {
                isStopped = true
                return error
            }
        }
        return nil
    }

    /// - Returns: The bytes of the file.
    private mutating func load(_ file: HistoryFile, bytesBefore: Int) async throws -> Int {
        var batches = RowBatches(file.reader(delimiter: mapping.delimiter), read: file.read)
        let query = mapping.query + [("name", name ?? file.name), ("dry_run", isDry ? "true" : nil)]
        var next = try batches.next()
        if let columns = batches.columns { try mapping.check(columns: columns, of: file) }
        while let batch = next, !isStopped {
            async let answer = Self.send(batch.body, query, client)
            next = try batches.next()
            take(try await answer, batch, file)
            progress.show(rows: tally.rows, bytes: bytesBefore + batches.bytesRead, seconds: seconds)
            if let mostRefused, tally.refused >= mostRefused { isStopped = true }
        }
        if let fault = batches.fault, !isStopped {
            isStopped = true
            throw CommandFailure("\(file.path.printable):\(fault.line): \(fault.text.printable)")
        }
        return batches.bytesRead
    }

    private static func send(
        _ body: [UInt8],
        _ query: [(name: String, value: String?)],
        _ client: Client
    ) async throws -> JSONValue {
        guard !body.isEmpty else { return .null }
        var tries = 1
        while true {
            do {
                return try await client.post(
                    ["v1", "imports"],
                    body,
                    query: query,
                    contentType: "application/x-ndjson",
                    patience: patience
                )
            } catch let problem as APIProblem where problem.status == 429 && tries < mostTries {
                tries += 1
                try await Task.sleep(for: .seconds(max(problem.answer.number("retry_after"), 1)))
            }
        }
    }

    private mutating func take(_ answer: JSONValue, _ batch: RowBatch, _ file: HistoryFile) {
        for fault in batch.refused { tally.refuse(file: file.path, line: fault.line, fault.text) }
        for (row, line) in zip(answer.elements("rows"), batch.lines) {
            switch row.shown("state") {
            case "accepted": tally.accept()
            case "duplicate": tally.repeated(differs: row["differs"] != nil)
            default: tally.refuse(file: file.path, line: line, row.shown("reason") ?? "the server does not say why")
            }
        }
    }
}
