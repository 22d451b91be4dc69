/// One version of a directory: the file's bytes as they are, and an index of its keys.
///
/// A row is decoded when somebody asks for it, so a directory takes little more memory than its file: the index adds
/// 16 MiB for a million rows. The file is read and not mapped, because a mapped file that somebody truncates kills the
/// process that looks at it.
struct Table: Sendable {
    private let rows: any Rows
    private var index = KeyIndex()
    /// Rows that repeat a key; the first counts.
    private(set) var repeated = 0
    /// Rows that have no key, which nobody can find.
    private(set) var keyless = 0

    /// How many keys can be found.
    var count: Int { index.count }

    /// Reads a file's bytes, at most ``KeyIndex/largestFile``, by its name as CSV or as NDJSON.
    init(_ bytes: [UInt8], name: String, column: String) throws(DirectoryProblem) {
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw DirectoryProblem("this is not UTF-8", at: error.byteOffsets.lowerBound)
        }
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let ending = name.lowercased()
        if ending.hasSuffix(".csv") {
            try self.init(CSVRows(bytes, from: start, column: column), column: column)
        } else if ending.hasSuffix(".ndjson") || ending.hasSuffix(".jsonl") {
            try self.init(LineRows(bytes, from: start, column: column), column: column)
        } else {
            throw DirectoryProblem("the name must end in .csv, .ndjson or .jsonl, which says how it is read")
        }
    }

    private init(_ rows: some Rows, column: String) throws(DirectoryProblem) {
        self.rows = rows
        var offset = rows.first
        while let (start, key) = try rows.next(&offset) {
            guard let key, !key.isEmpty else {
                keyless += 1
                continue
            }
            if !index.insert(KeyIndex.hash(key), at: start, isSame: { rows.key(at: $0) == key }) { repeated += 1 }
        }
        if keyless > 0, count == 0 { throw rows.whyKeyless(column) }
    }

    /// The row of a key as a JSON object, of strings from CSV and as it stands from NDJSON; nil when there is none.
    func row(of wanted: [UInt8]) -> [UInt8]? {
        let wanted = wanted[...]
        let found = index.find(KeyIndex.hash(wanted)) { rows.key(at: $0) == wanted }
        return found.map { rows.json(at: $0) }
    }
}
