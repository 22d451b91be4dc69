/// The variables of a `.env` file: `NAME=value` on lines of their own, with `#` comments.
///
/// A value ends with its line; spaces around it are cut. `'…'` is taken as it is, in `"…"` the escapes `\n`, `\"`, `\\`
/// and `\$` count. ` #` after an unquoted value begins a comment. Nothing is expanded. `export ` before a name is
/// allowed, so that a shell can read the same file.
struct DotEnv: Sendable, Equatable {
    var variables: [String: String] = [:]
    /// What is wrong with which line, counted from 1; never quotes a line, which may hold a secret.
    var problems: [(line: Int, message: String)] = []

    init(_ text: String) {
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            do {
                guard let (name, value) = try Self.read(line) else { continue }
                variables[name] = value
            } catch {
                problems.append((index + 1, error.message))
            }
        }
    }

    /// Whether a text is a name of a variable as POSIX has it.
    static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    static func == (one: DotEnv, other: DotEnv) -> Bool {
        one.variables == other.variables && one.problems.elementsEqual(other.problems, by: ==)
    }

    private struct Refusal: Error { var message: String }

    private static func read(_ line: Substring) throws(Refusal) -> (String, String)? {
        var line = trimmed(line)
        guard let first = line.first, first != "#" else { return nil }
        if line.hasPrefix("export ") { line = trimmed(line.dropFirst(7)) }
        guard let equals = line.firstIndex(of: "=") else {
            throw Refusal(message: "this line is no NAME=value")
        }
        let name = trimmed(line[..<equals])
        guard isName(name) else {
            throw Refusal(message: "what stands before '=' is no name of a variable: letters, digits and '_'")
        }
        return (String(name), try value(trimmed(line[line.index(after: equals)...])))
    }

    private static func value(_ text: Substring) throws(Refusal) -> String {
        switch text.first {
        case "'":
            let inside = text.dropFirst()
            guard let end = inside.firstIndex(of: "'") else { throw Refusal(message: "the closing ' is missing") }
            try expectNothing(after: inside[inside.index(after: end)...])
            return String(inside[..<end])
        case "\"": return try quoted(text.dropFirst())
        default:
            guard
                let comment = text.indices.first(where: { index in
                    text[index] == "#" && (index == text.startIndex || text[text.index(before: index)].isWhitespace)
                })
            else { return String(text) }
            return String(trimmed(text[..<comment]))
        }
    }

    private static func quoted(_ text: Substring) throws(Refusal) -> String {
        var value = ""
        var rest = text.makeIterator()
        var count = 0
        while let character = rest.next() {
            count += 1
            switch character {
            case "\"":
                try expectNothing(after: text.dropFirst(count))
                return value
            case "\\":
                guard let escaped = rest.next() else { break }
                count += 1
                switch escaped {
                case "n": value.append("\n")
                case "\"", "\\", "$": value.append(escaped)
                default: throw Refusal(message: #"after '\' stands n, ", \ or $"#)
                }
            default: value.append(character)
            }
        }
        throw Refusal(message: "the closing \" is missing")
    }

    private static func expectNothing(after rest: Substring) throws(Refusal) {
        let rest = trimmed(rest)
        guard rest.isEmpty || rest.hasPrefix("#") else { throw Refusal(message: "text follows the closing quote") }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}
