internal import PenstockEngine
internal import PenstockJSON

/// The rows of one request: the lines of NDJSON, or the elements of a JSON array.
struct ImportBatch: Sendable {
    /// More rows than this are refused as a whole.
    static let limit = EventBatch.limit
    /// More events than this are not made of one batch, however many records a row holds.
    static let mostEvents = 10 * limit

    let bytes: [UInt8]
    /// Where the rows stand, in order. A row of NDJSON is not checked yet, so that one that is no JSON spoils no other.
    let rows: [Range<Int>]

    /// - Parameter contentType: Of the body.
    init(_ bytes: [UInt8], contentType: String?) throws(Problem) {
        self.bytes = bytes
        let type = contentType.map(MediaType.init)
        guard type?.isUTF8 ?? true else {
            throw Problem(.unsupportedContentType, "the charset must be utf-8, not \(type?.charset ?? "")")
        }
        switch type?.name {
        case "application/x-ndjson", "application/ndjson", "application/jsonl": rows = Self.lines(bytes)
        case "application/json": rows = try Self.elements(bytes)
        case let name:
            throw Problem(
                .unsupportedContentType,
                "rows come as application/x-ndjson, a line each, or as a JSON array in application/json, "
                    + (name.map { "not as \($0)" } ?? "and the request has no Content-Type")
            )
        }
        guard rows.count <= Self.limit else {
            throw Problem(.batchTooLarge, "the batch has \(rows.count) rows; at most \(Self.limit) are taken at once")
        }
    }

    /// Lines with something on them.
    private static func lines(_ bytes: [UInt8]) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            if !bytes[start..<end].allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { lines.append(start..<end) }
            start = end + 1
        }
        return lines
    }

    private static func elements(_ bytes: [UInt8]) throws(Problem) -> [Range<Int>] {
        do throws(JSONError) {
            try JSONScanner.validate(bytes.span)
        } catch {
            throw Problem(error)
        }
        let start = bytes.firstIndex { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 } ?? 0
        guard JSONScanner.kind(bytes.span, at: start..<bytes.count) == .array else {
            throw Problem(.invalidJSON, "a batch is a JSON array of rows, or NDJSON as application/x-ndjson")
        }
        return JSONScanner.elements(of: bytes.span, in: start..<bytes.count)
    }
}
