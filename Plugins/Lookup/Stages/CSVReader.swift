/// Reads comma-separated values as RFC 4180 has them, byte by byte, from memory that holds the whole file.
///
/// Why not a library: those for Swift make a `String` of every field, which for a million people is gigabytes. A
/// record here is a list of ranges, and only the row that was asked for is ever decoded.
struct CSVReader {
    /// Where a field's content stands, without the quotes around it.
    struct Field {
        var range: Range<Int>
        /// Whether it holds quotes that are doubled.
        var hasDoubledQuotes = false
    }

    let bytes: [UInt8]
    /// Where the next record begins.
    private(set) var position: Int

    init(_ bytes: [UInt8], at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// Reads the next record; false at the end. An empty line is a record of one empty field.
    mutating func next(into fields: inout [Field]) throws(DirectoryProblem) -> Bool {
        guard position < bytes.count else { return false }
        fields.removeAll(keepingCapacity: true)
        while true {
            let isQuoted = position < bytes.count && bytes[position] == UInt8(ascii: "\"")
            fields.append(isQuoted ? try quotedField() : try plainField())
            guard position < bytes.count else { return true }
            switch bytes[position] {
            case UInt8(ascii: ","):
                position += 1
            case 0x0A:
                position += 1
                return true
            case 0x0D where position + 1 < bytes.count && bytes[position + 1] == 0x0A:
                position += 2
                return true
            default:
                throw DirectoryProblem("a closing quote is followed by more text", at: position)
            }
        }
    }

    private mutating func plainField() throws(DirectoryProblem) -> Field {
        let start = position
        var end = position
        scan: while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: ","), 0x0A: break scan
            case 0x0D where end + 1 < bytes.count && bytes[end + 1] == 0x0A: break scan
            case UInt8(ascii: "\""):
                throw DirectoryProblem("a quote stands inside a field that does not begin with one", at: end)
            default: end += 1
            }
        }
        position = end
        return Field(range: start..<end)
    }

    private mutating func quotedField() throws(DirectoryProblem) -> Field {
        let start = position + 1
        var end = start
        var hasDoubledQuotes = false
        while end < bytes.count {
            if bytes[end] == UInt8(ascii: "\"") {
                guard end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: "\"") else {
                    position = end + 1
                    return Field(range: start..<end, hasDoubledQuotes: hasDoubledQuotes)
                }
                hasDoubledQuotes = true
                end += 1
            }
            end += 1
        }
        throw DirectoryProblem("a quote is opened and never closed", at: start - 1)
    }

    /// A field's content.
    func content(_ field: Field) -> ArraySlice<UInt8> {
        let raw = bytes[field.range]
        guard field.hasDoubledQuotes else { return raw }
        var content: ArraySlice<UInt8> = []
        var index = raw.startIndex
        while index < raw.endIndex {
            content.append(raw[index])
            index += raw[index] == UInt8(ascii: "\"") ? 2 : 1
        }
        return content
    }
}
