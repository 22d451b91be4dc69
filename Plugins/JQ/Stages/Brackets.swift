/// Whether an expression stands by itself: every bracket that it opens it closes, and the other way round.
///
/// Such an expression in parentheses means what it means alone, whatever stands before and after them. Read as libjq's
/// own lexer does (src/lexer.l of jq 1.6): strings with `\(…)` in them, comments to the end of their line.
func isSelfContained(_ expression: String) -> Bool {
    /// The brackets that are open, and `"` for a string.
    var open: [UInt8] = []
    var bytes = expression.utf8[...]
    while let byte = bytes.popFirst() {
        if open.last == UInt8(ascii: "\"") {
            switch byte {
            case UInt8(ascii: "\""): open.removeLast()
            case UInt8(ascii: "\\"):
                guard let escaped = bytes.popFirst() else { return false }
                if escaped == UInt8(ascii: "(") { open.append(escaped) }
            default: break
            }
            continue
        }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): open.append(byte)
        case UInt8(ascii: ")"): guard open.popLast() == UInt8(ascii: "(") else { return false }
        case UInt8(ascii: "]"): guard open.popLast() == UInt8(ascii: "[") else { return false }
        case UInt8(ascii: "}"): guard open.popLast() == UInt8(ascii: "{") else { return false }
        case UInt8(ascii: "#"):
            // Where a comment ends after one of these, versions of jq do not agree on.
            let comment = bytes.prefix { $0 != UInt8(ascii: "\n") }
            guard !comment.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\r") }) else {
                return false
            }
            bytes = bytes.dropFirst(comment.count)
        default: break
        }
    }
    return open.isEmpty
}
