/// The words of a jq expression, as far as ``FieldScan`` tells them apart.
struct JQLexer {
    struct Token {
        enum Kind: Equatable {
            /// `.data.score`: plain names only.
            case path([String])
            /// `$event.data.score`: a variable and what follows it at once.
            case variable(String, [String])
            /// A name: of a function, or a keyword.
            case word(String)
            /// A literal, a string, `.`, `..`, `?`: something that a path can be appended to.
            case term
            case open(UInt8), close, pipe, comma, assignment, other
            /// What this does not know.
            case unclear
        }

        var kind: Kind
        /// Where it begins, in bytes; of a variable's path, where the variable does.
        var offset: Int
    }

    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    private subscript(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

    mutating func next() -> Token? {
        skipSpace()
        guard index < bytes.count else { return nil }
        let start = index
        return Token(kind: kind(), offset: start)
    }

    private mutating func skipSpace() {
        while index < bytes.count {
            if self[index] == UInt8(ascii: "#") {
                while index < bytes.count, self[index] != UInt8(ascii: "\n") { index += 1 }
            } else if self[index] == 0x20 || (0x09...0x0D).contains(self[index]) {
                index += 1
            } else {
                return
            }
        }
    }

    private mutating func kind() -> Token.Kind {
        let byte = self[index]
        if Self.beginsName(byte) { return .word(name()) }
        if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { return number() }
        index += 1
        switch byte {
        case UInt8(ascii: "."): return dot()
        case UInt8(ascii: "$"):
            guard Self.beginsName(self[index]) else { return .unclear }
            let name = name()
            return .variable(name, path())
        case UInt8(ascii: "@"):
            _ = name()
            return .term
        case UInt8(ascii: "\""): return string() ? .term : .unclear
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): return .open(byte)
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): return .close
        case UInt8(ascii: ","): return .comma
        case UInt8(ascii: "?"):
            guard self[index] == UInt8(ascii: "/") else { return .term }
            return .unclear
        default: return sign(byte)
        }
    }

    /// Operators; those that end in `=` assign, save four.
    private mutating func sign(_ byte: UInt8) -> Token.Kind {
        let isEqual = self[index] == UInt8(ascii: "=")
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"):
            if isEqual { index += 1 }
            return byte == UInt8(ascii: "=") && !isEqual ? .assignment : .other
        case UInt8(ascii: "|"): return isEqual ? .assignment : .pipe
        case UInt8(ascii: "/"):
            if self[index] == byte { index += 1 }
            return self[index] == UInt8(ascii: "=") ? .assignment : .other
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "%"):
            return isEqual ? .assignment : .other
        case UInt8(ascii: ":"), UInt8(ascii: ";"): return .other
        default: return .unclear
        }
    }

    private mutating func dot() -> Token.Kind {
        if Self.beginsName(self[index]) {
            index -= 1
            return .path(path())
        }
        if self[index] == UInt8(ascii: ".") { index += 1 }
        return .term
    }

    private mutating func path() -> [String] {
        var names: [String] = []
        while self[index] == UInt8(ascii: "."), Self.beginsName(self[index + 1]) {
            index += 1
            names.append(name())
        }
        return names
    }

    private mutating func name() -> String {
        let start = index
        while Self.beginsName(self[index]) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self[index]) {
            index += 1
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func number() -> Token.Kind {
        while self[index] == UInt8(ascii: ".") || Self.beginsName(self[index])
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self[index])
        {
            index += 1
        }
        return .term
    }

    /// Goes to the end of a string, over all that is put into it.
    private mutating func string() -> Bool {
        var depth = 0
        while index < bytes.count {
            let byte = self[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\\"):
                if self[index] == UInt8(ascii: "(") { depth += 1 }
                index += 1
            case UInt8(ascii: "("): if depth > 0 { depth += 1 }
            case UInt8(ascii: ")"): if depth > 0 { depth -= 1 }
            case UInt8(ascii: "\""):
                if depth == 0 { return true }
                guard string() else { return false }
            default: break
            }
        }
        return false
    }

    private static func beginsName(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || byte == UInt8(ascii: "_")
    }
}
