internal import PenstockJSON

/// The rows of a directory's file, in one of its formats. Rows are named by where they begin.
protocol Rows: Sendable {
    /// Where the first row begins.
    var first: Int { get }
    /// Checks the row at `offset`, or the next that is not blank, and moves `offset` behind it.
    /// - Returns: Where the row begins and its key, nil or empty where it has none; nil at the end.
    func next(_ offset: inout Int) throws(DirectoryProblem) -> (start: Int, key: ArraySlice<UInt8>?)?
    /// The row that begins at `offset` as a JSON object.
    func json(at offset: Int) -> [UInt8]
    /// Says what is amiss when no row at all has a key.
    func whyKeyless(_ column: String) -> DirectoryProblem
}

extension Rows {
    /// The key of a row that was read before.
    func key(at offset: Int) -> ArraySlice<UInt8>? {
        var offset = offset
        return (try? next(&offset))?.key
    }
}

/// A CSV file whose first record names the columns.
struct CSVRows: Rows {
    private let bytes: [UInt8]
    private let columns: [String]
    private let key: Int
    let first: Int

    init(_ bytes: [UInt8], from start: Int, column: String) throws(DirectoryProblem) {
        self.bytes = bytes
        var reader = CSVReader(bytes, at: start)
        var fields: [CSVReader.Field] = []
        guard try reader.next(into: &fields) else {
            throw DirectoryProblem("the file is empty; its first line names the columns")
        }
        columns = fields.map { String(decoding: reader.content($0), as: UTF8.self) }
        first = reader.position
        if let twice = Dictionary(grouping: columns, by: \.self).first(where: { $0.value.count > 1 })?.key {
            throw DirectoryProblem("two columns are named '\(twice)'", at: start)
        }
        guard let key = columns.firstIndex(of: column) else {
            throw DirectoryProblem.unknownColumn(column, among: columns)
        }
        self.key = key
    }

    func next(_ offset: inout Int) throws(DirectoryProblem) -> (start: Int, key: ArraySlice<UInt8>?)? {
        var reader = CSVReader(bytes, at: offset)
        var fields: [CSVReader.Field] = []
        fields.reserveCapacity(columns.count)
        while true {
            let start = reader.position
            guard try reader.next(into: &fields) else { return nil }
            offset = reader.position
            if fields.count == 1, fields[0].range.isEmpty { continue }
            guard fields.count == columns.count else {
                throw DirectoryProblem(
                    "the row has \(fields.count) fields, the first line names \(columns.count) columns",
                    at: start
                )
            }
            return (start, reader.content(fields[key]))
        }
    }

    func json(at offset: Int) -> [UInt8] {
        var reader = CSVReader(bytes, at: offset)
        var fields: [CSVReader.Field] = []
        _ = try? reader.next(into: &fields)
        var json = JSONWriter()
        json.beginObject()
        for (name, field) in zip(columns, fields) {
            json.key(name)
            json.string(String(decoding: reader.content(field), as: UTF8.self))
        }
        json.endObject()
        return json.bytes
    }

    func whyKeyless(_ column: String) -> DirectoryProblem {
        DirectoryProblem("no row has anything in the column '\(column)'", pointer: "/column")
    }
}

/// A file with one JSON object a line (NDJSON).
struct LineRows: Rows {
    private let bytes: [UInt8]
    private let pointer: JSONPointer
    let first: Int

    init(_ bytes: [UInt8], from start: Int, column: String) {
        self.bytes = bytes
        pointer = JSONPointer(tokens: [column])
        first = start
    }

    func next(_ offset: inout Int) throws(DirectoryProblem) -> (start: Int, key: ArraySlice<UInt8>?)? {
        while offset < bytes.count {
            let line = line(from: offset)
            offset = line.upperBound + 1
            if bytes[line].allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            let json = bytes.span.extracting(line)
            do throws(JSONError) {
                try JSONScanner.validate(json)
            } catch {
                throw DirectoryProblem("the line is not JSON: \(error.message)", at: line.lowerBound + error.offset)
            }
            guard JSONScanner.kind(json, at: 0..<json.count) == .object else {
                throw DirectoryProblem("the line is not a JSON object", at: line.lowerBound)
            }
            return (line.lowerBound, key(in: line))
        }
        return nil
    }

    private func key(in line: Range<Int>) -> ArraySlice<UInt8>? {
        let json = bytes.span.extracting(line)
        guard let range = JSONScanner.range(of: pointer, in: json) else { return nil }
        let place = line.lowerBound + range.lowerBound..<line.lowerBound + range.upperBound
        switch JSONScanner.kind(json, at: range) {
        case .number: return bytes[place]
        case .string:
            let content = bytes[place].dropFirst().dropLast()
            guard content.contains(UInt8(ascii: "\\")) else { return content }
            return JSONScanner.string(json, in: range).map { ArraySlice($0.utf8) }
        default: return nil
        }
    }

    func json(at offset: Int) -> [UInt8] {
        Array(bytes[line(from: offset)])
    }

    func whyKeyless(_ column: String) -> DirectoryProblem {
        DirectoryProblem("no line has a text or a number named '\(column)'", pointer: "/column")
    }

    private func line(from start: Int) -> Range<Int> {
        var end = start
        while end < bytes.count, bytes[end] != 0x0A { end += 1 }
        return start..<end
    }
}
