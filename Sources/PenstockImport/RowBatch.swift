/// Rows that go to the server in one request.
package struct RowBatch: Sendable {
    /// A JSON value on each line.
    package private(set) var body: [UInt8] = []
    /// The line of each row.
    package private(set) var lines: [Int] = []
    /// Rows that never went anywhere, because they cannot be read.
    package var refused: [RowFault] = []

    /// What a server takes at once.
    package static let mostRows = 1_000
    /// Twice this is what a server takes at once, so that a row always has room.
    package static let mostBytes = 512 << 10

    package init() {}

    package var isFull: Bool { lines.count >= Self.mostRows || body.count >= Self.mostBytes }
    package var isEmpty: Bool { lines.isEmpty && refused.isEmpty }

    package mutating func add(_ row: Row) {
        body += row.json
        body.append(0x0A)
        lines.append(row.line)
    }
}

/// Takes the rows of a file together into batches.
package struct RowBatches {
    private var reader: any RowReader
    /// What there is of the file, piece by piece; empty at its end.
    private let read: () throws -> [UInt8]
    /// How many bytes were read.
    package private(set) var bytesRead = 0
    private var isAtEnd = false
    /// Why nothing more can be read; the rows before it are good.
    package private(set) var fault: RowFault?

    package init(_ reader: any RowReader, read: @escaping () throws -> [UInt8]) {
        self.reader = reader
        self.read = read
    }

    /// The columns, where it is a table and its first line was read.
    package var columns: [String]? { (reader as? CSVReader)?.columns }

    /// The next rows; nil at the end.
    package mutating func next() throws -> RowBatch? {
        var batch = RowBatch()
        while !isAtEnd, !batch.isFull, batch.refused.count < RowBatch.mostRows {
            switch step() {
            case .row(let row): batch.add(row)
            case .refused(let fault): batch.refused.append(fault)
            case .end: isAtEnd = true
            case .needsBytes: try fill()
            }
        }
        return batch.isEmpty ? nil : batch
    }

    private mutating func step() -> RowStep {
        do throws(RowFault) {
            return try reader.next()
        } catch {
            fault = error
            return .end
        }
    }

    private mutating func fill() throws {
        let bytes = try read()
        bytesRead += bytes.count
        if bytes.isEmpty { reader.finish() } else { reader.feed(bytes) }
    }
}
