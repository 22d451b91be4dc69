internal import PenstockJSON

/// Reads a table whose first line names the columns: a row is an object with a text for each of them.
package struct CSVReader: RowReader {
    private var window = ByteWindow()
    private var line = 1
    /// Nil until the first line has told it.
    private var delimiter: Delimiter?
    /// The names of the columns; nil until the first line was read.
    package private(set) var columns: [String]?

    /// - Parameter delimiter: Nil for the one that the first line has most of.
    package init(delimiter: Delimiter? = nil) { self.delimiter = delimiter }

    package mutating func feed(_ bytes: some Collection<UInt8>) { window.feed(bytes) }
    package mutating func finish() { window.finish() }

    package mutating func next() throws(RowFault) -> RowStep {
        guard try window.isBegun(), let delimiter = sniff() else { return try more() }
        while true {
            if window.isFinished, window.isEmpty {
                guard columns != nil else {
                    throw RowFault(line: line, "the file is empty; its first line names the columns")
                }
                return .end
            }
            switch CSVRecord.scan(window, delimiter: delimiter.byte) {
            case .cut: return try more()
            case .open: throw unclosed
            case .broken(_, let end) where end > RowBounds.row: throw unclosed
            case .whole(_, let end) where end > RowBounds.row: throw unclosed
            case .broken(let text, let end):
                defer { leave(end) }
                guard columns != nil else { throw RowFault(line: line, text) }
                return .refused(RowFault(line: line, text))
            case .whole(let record, let end):
                defer { leave(end) }
                if record.cells.count == 1, record.cells[0].range.isEmpty { continue }
                guard let columns else {
                    self.columns = try header(record)
                    continue
                }
                return step(record, columns, end)
            }
        }
    }

    /// The delimiter; nil where it must be looked for and the first line has not come.
    private mutating func sniff() -> Delimiter? {
        if let delimiter { return delimiter }
        guard let end = window.firstLineEnd ?? (window.isFinished ? window.count : nil) else { return nil }
        let found = Delimiter.sniffed(in: window.slice(0..<end))
        delimiter = found
        return found
    }

    private func more() throws(RowFault) -> RowStep {
        guard window.count <= RowBounds.row else { throw unclosed }
        return .needsBytes
    }

    private var unclosed: RowFault {
        RowFault(
            line: line,
            window.count > RowBounds.row
                ? "the row that begins here has more than \(RowBounds.row >> 10) KiB; is a quote never closed?"
                : "a quote of the row that begins here is never closed"
        )
    }

    /// Goes on behind a record.
    private mutating func leave(_ end: Int) {
        line += window.slice(0..<end).count { $0 == 0x0A }
        window.drop(end)
    }

    // MARK: Rows

    private func step(_ record: CSVRecord, _ columns: [String], _ end: Int) -> RowStep {
        func refused(_ text: String) -> RowStep { .refused(RowFault(line: line, text)) }
        guard record.cells.count == columns.count else {
            let cells = record.cells.count == 1 ? "1 cell" : "\(record.cells.count) cells"
            return refused("the row has \(cells), and the first line names \(columns.count) columns")
        }
        var json = JSONWriter(capacity: end * 2)
        json.beginObject()
        for (name, cell) in zip(columns, record.cells) {
            guard cell.range.count <= RowBounds.cell else {
                return refused("the cell '\(name)' has more than \(RowBounds.cell >> 10) KiB")
            }
            guard let text = String(validating: CSVRecord.content(cell, in: window), as: UTF8.self) else {
                return refused("the cell '\(name)' is not UTF-8: iconv -f WINDOWS-1252 -t UTF-8 FILE")
            }
            json.key(name)
            json.string(text)
        }
        json.endObject()
        return .row(Row(line: line, json: json.bytes))
    }

    // MARK: The first line

    private func header(_ record: CSVRecord) throws(RowFault) -> [String] {
        guard record.cells.count <= RowBounds.columns else {
            throw RowFault(line: line, "the first line names more than \(RowBounds.columns) columns")
        }
        var names: [String] = []
        for cell in record.cells {
            guard let text = String(validating: CSVRecord.content(cell, in: window), as: UTF8.self) else {
                throw RowFault(line: line, "the name of column \(names.count + 1) is not UTF-8: iconv -t UTF-8 FILE")
            }
            let name = text.trimmed
            guard !name.isEmpty else {
                throw RowFault(line: line, "column \(names.count + 1) has no name in the first line")
            }
            guard name.utf8.count <= 1_024 else {
                throw RowFault(line: line, "the name of column \(names.count + 1) is longer than 1024 bytes")
            }
            guard !names.contains(name) else { throw RowFault(line: line, "two columns are named '\(name)'") }
            names.append(name)
        }
        return names
    }
}

extension String {
    fileprivate var trimmed: String {
        let front = unicodeScalars.drop { $0 == " " || $0 == "\t" }
        guard let end = front.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(String.UnicodeScalarView(front[...end]))
    }
}
