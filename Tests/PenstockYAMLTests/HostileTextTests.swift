import PenstockCore
import PenstockYAML
import Testing

/// Text that nobody writes by mistake, and what is said of it.
struct Hostile: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    /// The first problem; nil where there is none.
    var problem: String?
    var line = 1
    var column = 1

    init(_ name: String, _ bytes: [UInt8], _ problem: String?, _ line: Int = 1, _ column: Int = 1) {
        (testDescription, self.bytes, self.problem) = (name, bytes, problem)
        (self.line, self.column) = (line, column)
    }

    init(_ name: String, _ text: String, _ problem: String?, _ line: Int = 1, _ column: Int = 1) {
        self.init(name, Array(text.utf8), problem, line, column)
    }
}

@Suite struct `Hostile text` {
    private static func many(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

    static let texts = [
        Hostile("100,000 '[' in each other", many(100_000, "["), "nested more deeply than 64 levels", 1, 65),
        Hostile("100,000 '{a: ' in each other", many(100_000, "{a: "), "nested more deeply than 64 levels", 1, 257),
        Hostile("100,000 '- ' in each other", many(100_000, "- "), "nested more deeply than 64 levels", 1, 129),
        Hostile(
            "1,000 indented mappings in each other",
            (0..<1_000).map { many($0, " ") + "a:\n" }.joined(),
            "nested more deeply than 64 levels",
            65,
            65
        ),
        Hostile("100,000 '? ' in each other", many(100_000, "? "), "nested more deeply than 64 levels", 1, 129),
        Hostile(
            "a million values on one line",
            "[" + many(1_000_000, "{},") + "]",
            "more than 250000 values are in this file",
            1,
            749_999
        ),
        Hostile(
            "3,000 keys in one mapping",
            (0..<3_000).map { "k\($0): v\n" }.joined(),
            "more than 1000 keys are in one mapping",
            1_001
        ),
        Hostile(
            "a million documents",
            many(1_000_000, "---\n"),
            "more than 250000 values are in this file",
            250_002,
            1
        ),
        Hostile("5,000 anchors that are used", (0..<5_000).map { "- &a\($0) x\n- *a\($0)\n" }.joined(), nil),
        Hostile(
            "50,000 anchors that are used",
            (0..<50_000).map { "- &a\($0) x\n- *a\($0)\n" }.joined(),
            "the aliases of this file stand for more than 10000 values",
            20_002,
            3
        ),
        Hostile(
            "100,000 directives",
            (0..<100_000).map { "%TAG !a\($0)! b\n" }.joined() + "---\n",
            "more than 100 directives are in this file",
            101
        ),
        Hostile("a key that is too long for YAML", many(2_000, "k") + ": v", "': ' is not allowed here", 1, 2_001),
        Hostile("a key of 1 MB in quotes after '?'", "? \"" + many(1_000_000, "k") + "\"\n: v\n", nil),
        Hostile(
            "a line of 1 MB with a mistake",
            "a: [" + many(200_000, "abcd ") + "}",
            "the '[' in line 1 is not closed before this",
            1,
            1_000_005
        ),
        Hostile("NUL", "a: b\nc: \0\n", "a control character must not stand in YAML", 2, 4),
        Hostile("only NUL", [0, 0, 0, 0], "a control character must not stand in YAML"),
        Hostile("half of a surrogate pair", [0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80], "the text is not valid UTF-8", 1, 4),
        Hostile("half of a surrogate pair as an escape", "a: \"\\uD800\"", "this escape stands for no character", 1, 7),
        Hostile("a surrogate pair as escapes", "a: \"\\uD83D\\uDE00\"", "this escape stands for no character", 1, 7),
        Hostile("a mistake after lines that end with CR", "a: 1\rb: 2\rc: *\r", "a value that begins with '*'", 3, 4),
        Hostile("a mistake after a byte order mark", "\u{FEFF}c: *\n", "a value that begins with '*'", 1, 4),
        Hostile("no text after a BOM", [0xEF, 0xBB, 0xBF, 0x61, 0xFF], "the text is not valid UTF-8", 1, 2),
        Hostile("a list that ends with the file", "a: [\n  b", "the '[' in line 1 is not closed before this", 2, 4),
    ]

    @Test(arguments: texts)
    func `is refused where it begins to be, or read`(text: Hostile) throws {
        let problems = parseYAML(text.bytes, file: "x.yaml").problems
        #expect(problems.count <= 1)
        guard let wanted = text.problem else {
            #expect(problems.isEmpty)
            return
        }
        let problem = try #require(problems.first)
        #expect(problem.message.hasPrefix(wanted), "\(problem.message)")
        #expect(problem.position == SourcePosition(file: "x.yaml", line: text.line, column: text.column))
        #expect(problem.rendered().utf8.count < 4_000)
    }

    /// A text in units of several bytes, with zeros before or after each of its letters.
    private static func wide(mark: [UInt8] = [], before: Int = 0, after: Int = 0) -> [UInt8] {
        let zeros = { (count: Int) in [UInt8](repeating: 0, count: count) }
        return mark + "name: a\n".utf8.flatMap { zeros(before) + [$0] + zeros(after) }
    }

    @Test(arguments: [
        ("UTF-16", wide(mark: [0xFF, 0xFE], after: 1)), ("UTF-16", wide(mark: [0xFE, 0xFF], before: 1)),
        ("UTF-16", wide(after: 1)), ("UTF-16", wide(before: 1)),
        ("UTF-32", wide(mark: [0xFF, 0xFE, 0, 0], after: 3)), ("UTF-32", wide(mark: [0, 0, 0xFE, 0xFF], before: 3)),
        ("UTF-32", wide(after: 3)), ("UTF-32", wide(before: 3)),
    ])
    func `in another encoding is named, with how to change it`(encoding: String, bytes: [UInt8]) throws {
        let problem = try #require(parseYAML(bytes, file: "x.yaml").problems.first)
        #expect(problem.message == "the text looks like \(encoding), and only UTF-8 is read")
        #expect(problem.expected?.contains("iconv -f \(encoding)") == true)
    }

    @Test func `that is wrong everywhere is complained of a thousand times and no more`() throws {
        let text = Self.many(50_000, "- *a\n")
        let problems = parseYAML(Array(text.utf8), file: "x.yaml").problems
        #expect(problems.count == Diagnostic.mostPerFile + 1)
        #expect(problems.last == .tooMany(in: "x.yaml"))
    }

    @Test func `cannot hide an error behind a thousand hints`() throws {
        let text = Self.many(Diagnostic.mostPerFile, "- 007\n") + Self.many(100, "- ")
        let problems = parseYAML(Array(text.utf8), file: "x.yaml").problems
        #expect(problems.contains { $0.severity == .error })
    }
}
