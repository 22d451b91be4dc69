import PenstockImport
import PenstockJSON

/// A file of history is read the same whole and in pieces, each row is one JSON value on one line, and lines count up.
func fuzzHistory(_ bytes: [UInt8]) {
    // The first byte says how it is cut; the rest is the file.
    guard let first = bytes.first else { return }
    let (file, piece) = (bytes.dropFirst(), Int(first) % 61 + 1)
    for delimiter in [nil] + Delimiter.allCases.map(Optional.some) {
        let whole = history(CSVReader(delimiter: delimiter), file, piece: .max)
        require(
            history(CSVReader(delimiter: delimiter), file, piece: piece) == whole,
            "a table reads otherwise in pieces"
        )
        for row in whole.rows {
            let object = (try? JSONValue.parse(row.json))?.objectValue
            require(object != nil, "a row of a table is no object")
            require(object?.allSatisfy { $0.value.stringValue != nil } == true, "a cell is no text")
        }
    }
    let whole = history(LineReader(), file, piece: .max)
    require(history(LineReader(), file, piece: piece) == whole, "lines read otherwise in pieces")
}

private struct History: Equatable {
    var rows: [Row] = []
    var faults: [RowFault] = []
}

private func history(_ reader: some RowReader, _ file: ArraySlice<UInt8>, piece: Int) -> History {
    var (reader, rest, found, line) = (reader, file, History(), 0)
    while true {
        do throws(RowFault) {
            switch try reader.next() {
            case .row(let row):
                require(row.line > line, "a row is not behind the one before")
                require(!row.json.contains(0x0A), "a row is more than a line")
                line = row.line
                found.rows.append(row)
            case .refused(let fault): found.faults.append(fault)
            case .end: return found
            case .needsBytes:
                let next = rest.prefix(piece)
                rest = rest.dropFirst(next.count)
                if next.isEmpty { reader.finish() } else { reader.feed(next) }
            }
        } catch {
            found.faults.append(error)
            return found
        }
    }
}
