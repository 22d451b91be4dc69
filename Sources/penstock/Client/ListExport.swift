/// A list that goes to standard output piece by piece, so that it may be longer than memory.
struct ListExport {
    let path: [String]
    let query: [(name: String, value: String?)]
    let format: ExportFormat
    let limit: Int
    var cursor: String?

    /// Rows asked for at once, at first and at most; fewer where they are long.
    private static let (first, most) = (100, 5000)
    private static let (small, large) = (1 << 20, 4 << 20)

    func run(_ client: Client) async throws {
        var (left, size, cursor) = (limit, Self.first, cursor)
        while left > 0 {
            let asked = min(left, size)
            let bytes = try await client.bytes(
                path,
                query: query + [("format", format.rawValue), ("limit", String(asked)), ("cursor", cursor)]
            )
            let piece = ExportPiece(bytes, format)
            guard Terminal.output.write(bytes: left == limit ? bytes[...] : piece.rows) else { return }
            left -= piece.count
            guard piece.count == asked, let last = piece.cursor else { return }
            cursor = last
            if bytes.count < Self.small {
                size = min(size * 2, Self.most)
            } else if bytes.count > Self.large {
                size = max(size / 2, 1)
            }
        }
        let more = "more: --cursor \(cursor ?? "")"
        Terminal.error.write("penstock: \(counted(limit, "row")), as many as were asked for; \(more)\n")
    }
}

/// What one answer of an export has.
struct ExportPiece {
    /// Without the names of the columns.
    let rows: ArraySlice<UInt8>
    let count: Int
    /// The cursor of the last row.
    let cursor: String?

    init(_ bytes: [UInt8], _ format: ExportFormat) {
        let newline = UInt8(ascii: "\n")
        // The names of columns have no quotes.
        let start = format == .csv ? bytes.firstIndex(of: newline).map { $0 + 1 } ?? bytes.count : 0
        rows = bytes[start...]
        var (count, isQuoted) = (0, false)
        for byte in rows {
            if format == .csv, byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == newline, !isQuoted { count += 1 }
        }
        self.count = count
        // The last cell, or the last member: `…,e5k\r\n` and `…,"cursor":"e5k"}\n`.
        let end = String(decoding: rows.suffix(Self.longestEnd), as: UTF8.self)
        cursor = end.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).last.map(String.init)
    }

    private static let longestEnd = 32
}
