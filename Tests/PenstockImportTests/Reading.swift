import PenstockJSON

@testable import PenstockImport

/// What a reader finds in a whole file: rows as `line: json`, refusals as `line! text`, and a fault at the end.
func readAll(_ reader: some RowReader, _ bytes: [UInt8], piece: Int = .max) -> [String] {
    var reader = reader
    var (rest, found) = (bytes[...], [String]())
    while true {
        do throws(RowFault) {
            switch try reader.next() {
            case .row(let row): found.append("\(row.line): \(String(decoding: row.json, as: UTF8.self))")
            case .refused(let fault): found.append("\(fault.line)! \(fault.text)")
            case .end: return found
            case .needsBytes:
                let next = rest.prefix(piece)
                rest = rest.dropFirst(next.count)
                if next.isEmpty { reader.finish() } else { reader.feed(next) }
            }
        } catch {
            return found + ["fault in line \(error.line): \(error.text)"]
        }
    }
}

func readAll(_ reader: some RowReader, _ text: String, piece: Int = .max) -> [String] {
    readAll(reader, Array(text.utf8), piece: piece)
}
