internal import PenstockJSON

/// A way in which a library writes JSON when nobody tells it how.
struct JSONNotation {
    /// As the end of "it is written …".
    var words: String
    private var layout: Layout
    private var escapesText = false
    private var escapesSlash = false

    private enum Layout {
        case compact, spaced
        case lines(indentation: Int)
    }

    static let all = [
        JSONNotation(words: "without white space", layout: .compact),
        JSONNotation(words: "with a space after ':' and ','", layout: .spaced),
        JSONNotation(words: "on lines of its own, indented by two", layout: .lines(indentation: 2)),
        JSONNotation(words: "on lines of its own, indented by four", layout: .lines(indentation: 4)),
        JSONNotation(words: "with all but ASCII as \\u escapes", layout: .compact, escapesText: true),
        JSONNotation(
            words: "with a space after ':' and ',' and all but ASCII as \\u escapes",
            layout: .spaced,
            escapesText: true
        ),
        JSONNotation(words: "with '\\/' for '/'", layout: .compact, escapesSlash: true),
        JSONNotation(
            words: "with '\\/' for '/' and all but ASCII as \\u escapes",
            layout: .compact,
            escapesText: true,
            escapesSlash: true
        ),
    ]

    func write(_ value: JSONValue) -> [UInt8] {
        var text: [UInt8] = []
        append(value, depth: 0, to: &text)
        return text
    }

    private func append(_ value: JSONValue, depth: Int, to text: inout [UInt8]) {
        switch value {
        case .array(let elements):
            list(elements.map { (nil, $0) }, "[", "]", depth: depth, to: &text)
        case .object(let members):
            list(members.map { ($0.key, $0.value) }, "{", "}", depth: depth, to: &text)
        case .string(let string): text += quoted(string)
        default: text += value.serialized()
        }
    }

    private func list(
        _ items: [(name: String?, value: JSONValue)],
        _ open: String,
        _ close: String,
        depth: Int,
        to text: inout [UInt8]
    ) {
        text += open.utf8
        for (index, item) in items.enumerated() {
            if index > 0 { text += (isSpaced ? ", " : ",").utf8 }
            newLine(depth + 1, to: &text)
            if let name = item.name { text += quoted(name) + (isCompact ? ":" : ": ").utf8 }
            append(item.value, depth: depth + 1, to: &text)
        }
        if !items.isEmpty { newLine(depth, to: &text) }
        text += close.utf8
    }

    private var isCompact: Bool { if case .compact = layout { true } else { false } }
    private var isSpaced: Bool { if case .spaced = layout { true } else { false } }

    private func newLine(_ depth: Int, to text: inout [UInt8]) {
        guard case .lines(let indentation) = layout else { return }
        text.append(UInt8(ascii: "\n"))
        text += repeatElement(UInt8(ascii: " "), count: depth * indentation)
    }

    private func quoted(_ string: String) -> [UInt8] {
        var text = JSONValue.string(string).text
        if escapesSlash { text = text.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "\\/") }
        guard escapesText else { return Array(text.utf8) }
        return text.utf16.flatMap { unit -> [UInt8] in
            guard unit > 0x7E else { return [UInt8(truncatingIfNeeded: unit)] }
            let digits = String(unit, radix: 16)
            return Array(("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
        }
    }
}
