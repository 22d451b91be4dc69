/// What stands between the cells of a table.
package enum Delimiter: String, CaseIterable, Sendable {
    case comma, semicolon, tab, pipe

    var byte: UInt8 {
        switch self {
        case .comma: UInt8(ascii: ",")
        case .semicolon: UInt8(ascii: ";")
        case .tab: 0x09
        case .pipe: UInt8(ascii: "|")
        }
    }

    /// The one that stands most often between quotes in the first line of a table; of equals the first, so that a table of
    /// one column has commas.
    static func sniffed(in line: some Collection<UInt8>) -> Delimiter {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in line {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        var best = Delimiter.comma
        for one in allCases where counts[one.byte, default: 0] > counts[best.byte, default: 0] { best = one }
        return best
    }
}
