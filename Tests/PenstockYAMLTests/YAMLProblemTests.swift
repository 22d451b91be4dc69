import PenstockCore
import PenstockJSON
import PenstockYAML
import Testing

/// A text with one mistake, where it is complained of, and in what words.
struct Mistake: Sendable, CustomTestStringConvertible {
    var text: String
    var line: Int
    var column: Int
    var message: String
    var testDescription: String { text.debugDescription }

    init(_ text: String, _ line: Int, _ column: Int, _ message: String) {
        (self.text, self.line, self.column, self.message) = (text, line, column, message)
    }

    static let template = "a value that begins with '{{' is read as a mapping"
    static let tab = "YAML is indented with spaces; this is a tab"
}

@Suite struct `YAML problems` {
    @Test(arguments: [
        Mistake("to: {{data.email}}\n", 1, 5, Mistake.template),
        Mistake("to: {{data.email}}, x\n", 1, 5, Mistake.template),
        Mistake("url: {{a}}/b\nc: 1\n", 1, 6, Mistake.template),
        Mistake("- {{a}}\n", 1, 3, Mistake.template),
        Mistake("a: [x, {{b}} c]\n", 1, 8, Mistake.template),
        Mistake("a: { b: {{b}}/c }\n", 1, 9, Mistake.template),
        Mistake("on: *\n", 1, 5, "a value that begins with '*' is read as an alias"),
        Mistake("on: *.completed\n", 1, 5, "a value that begins with '*' is read as an alias"),
        Mistake("- *\n", 1, 3, "a value that begins with '*' is read as an alias"),
        Mistake("on: [*]\n", 1, 6, "a value that begins with '*' is read as an alias"),
        Mistake("on: *course\n", 1, 5, "no '&course' stands before '*course'"),
        Mistake("a: !important\n", 1, 4, "the tag '!important' is not known here"),
        Mistake("a: !{{x}}\n", 1, 4, "a value that begins with '!' is read as a tag"),
        Mistake("a: !!binary x\n", 1, 4, "the tag '!!binary' is not known here"),
        Mistake("a: !!int x\n", 1, 4, "'x' is not what its tag '!!int' says"),
        Mistake("a: &\n", 1, 4, "a value that begins with '&' is read as an anchor"),
        Mistake("a: @x\n", 1, 4, "a value must not begin with '@'"),
        Mistake("a: `x`\n", 1, 4, "a value must not begin with '`'"),
        Mistake("a: %x\n", 1, 4, "a value must not begin with '%'"),
        Mistake("%x\n", 1, 1, "a line that begins with '%' is read as a directive, and this is none"),
        Mistake("a: }\n", 1, 4, "a value must not begin with '}' here"),
        Mistake("a: \"x\" y\n", 1, 4, "text follows after the closing quote"),
        Mistake("%on: x\n", 1, 1, "a line that begins with '%' is read as a directive, and this is none"),
        Mistake("a: |x\n  b\n", 1, 4, "a value that begins with '|' is read as text on the lines below"),
        Mistake("a: >x\n", 1, 4, "a value that begins with '>' is read as text on the lines below"),
        Mistake("a:1\nb: 2\n", 1, 3, "a space is missing after 'a:'"),
        Mistake("a: 1\nenabled:true\nc: 2\n", 2, 9, "a space is missing after 'enabled:'"),
        Mistake("a:\n  - b:x\n    c: 1\n", 2, 7, "a space is missing after 'b:'"),
        Mistake("a = 1\nb: 2\n", 1, 3, "'a' is followed by '=' and not by ':'"),
        Mistake("a:\u{A0}1\nb: 2\n", 1, 3, "this space is none to YAML (U+00A0)"),
    ])
    func `have words of their own for the traps`(mistake: Mistake) throws {
        try check(mistake)
    }

    @Test(arguments: [
        Mistake("a:\n\tb: 1\n", 2, 1, Mistake.tab),
        Mistake("a: 1\n  \tb: 2\n", 2, 3, Mistake.tab),
        Mistake("- \t- a\n", 1, 3, Mistake.tab),
        Mistake("a: b: c\n", 1, 5, "': ' is not allowed here"),
        Mistake("x: 1\na: \"x\nb: 1\n", 2, 4, "the quote opened here is never closed"),
        Mistake("a: 'x\n---\n", 1, 4, "the quote opened here is never closed"),
        Mistake("a: [1, 2\nb: 3\n", 2, 2, "the '[' in line 1 is not closed before this"),
        Mistake("a: {b: 1\nc: 2\n", 2, 2, "the '{' in line 1 is not closed before this"),
        Mistake("- a\nb: 1\n", 2, 1, "this does not fit the list that begins in line 1"),
        Mistake("a: 'x'\n  b: 1\n", 2, 3, "this does not fit the mapping that begins in line 1"),
        Mistake("a: 1\nb\nc: 2\n", 2, 1, "a key without ':'"),
        Mistake("a: - b\n", 1, 4, "a list or mapping cannot begin here"),
        Mistake("a: \"\\d\"\n", 1, 5, "'\\' begins an escape in double quotes"),
        Mistake("a: 1\n...\nb: 2\n", 3, 1, "text follows after the end of the document"),
        Mistake("a: x\u{1}\n", 1, 5, "a control character must not stand in YAML"),
    ])
    func `put libyaml's findings into sentences`(mistake: Mistake) throws {
        try check(mistake)
    }

    @Test(arguments: [
        Mistake("a: 1\nb: 2\n\"a\": 3\n", 3, 1, "the key 'a' is here twice; it stands at x.yaml:1:1 already"),
        Mistake("<<: {a: 1}\n", 1, 1, "the merge key '<<' is not part of YAML 1.2; write the members out"),
        Mistake("? [a]\n: b\n", 1, 3, "a key must be text, not a sequence or a mapping"),
        Mistake("&a [x, *a]", 1, 8, "'*a' stands inside of what '&a' names, and would never end"),
        Mistake("--- &a x\n--- *a\n", 2, 5, "no '&a' stands before '*a'"),
        Mistake(
            String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
            1,
            65,
            "nested more deeply than 64 levels"
        ),
        Mistake(String(repeating: "[", count: 15_000), 1, 65, "nested more deeply than 64 levels"),
        Mistake(
            "a: &a \(String(repeating: "[", count: 40))\(String(repeating: "]", count: 40))\n"
                + "b: \(String(repeating: "[", count: 24))*a\(String(repeating: "]", count: 24))\n",
            2,
            28,
            "nested more deeply than 64 levels by '*a'"
        ),
    ])
    func `are what is no YAML here`(mistake: Mistake) throws {
        try check(mistake)
    }

    private func check(_ mistake: Mistake) throws {
        let problems = parseYAML(Array(mistake.text.utf8), file: "x.yaml").problems
        #expect(problems.count == 1)
        let problem = try #require(problems.first)
        #expect(problem.severity == .error)
        #expect(problem.message == mistake.message)
        #expect(problem.position == SourcePosition(file: "x.yaml", line: mistake.line, column: mistake.column))
        #expect(problem.sourceLine != nil)
    }

    @Test(arguments: [
        (
            "a: \u{201C}x\u{201D}\n", "'\u{201C}' is no quote in YAML, but the beginning of the text",
            Diagnostic.Severity.warning
        ),
        ("a: -course.completed\n", "'-course.completed' is one text", .hint),
        ("a: \"C:\\temp\"\n", "in double quotes '\\' begins an escape, which tears this path", .warning),
        ("a: 007\n", "'007' is a number and loses its zeros", .hint),
    ])
    func `are not all there is to tell`(text: String, message: String, severity: Diagnostic.Severity) throws {
        let (documents, problems) = parseYAML(Array(text.utf8), file: "x.yaml")
        let problem = try #require(problems.first)
        #expect(documents.count == 1 && problems.count == 1)
        #expect(problem.message == message && problem.severity == severity)
        #expect(problem.position == SourcePosition(file: "x.yaml", line: 1, column: 4) && problem.expected != nil)
    }

    @Test(arguments: ["a: -1\n", "a: - \n", "a: \"\\t\"\n", "a: 'C:\\temp'\n", "a: http://x\n", "a: b:c\n"])
    func `are none in what looks alike`(text: String) {
        let found = parseYAML(Array(text.utf8), file: "x.yaml").problems
        #expect(found.filter { $0.severity != .error }.isEmpty)
    }

    @Test func `are all told at once, and the rest is read`() {
        let text = "a: 1\na: 2\nb: *c\nd: {{e}}\nf: !g h\ni: 007\n"
        let (documents, problems) = parseYAML(Array(text.utf8), file: "x.yaml")
        #expect(problems.map(\.position.line) == [2, 3, 4, 5, 6])
        #expect(problems.map(\.severity) == [.error, .error, .error, .error, .hint])
        #expect(documents.map { $0.json().text } == [#"{"a":1,"b":null,"d":"{{e}}","f":"h","i":7}"#])
    }

    @Test func `leave the documents before them`() {
        let (documents, problems) = parseYAML(Array("a: 1\n---\nb: [\n".utf8), file: "x.yaml")
        #expect(documents.map { $0.json().text } == [#"{"a":1}"#])
        #expect(problems.count == 1)
    }

    @Test func `stop a text whose aliases multiply`() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let problem = try #require(parseYAML(Array(text.utf8), file: "x.yaml").problems.first)
        #expect(problem.message == "the aliases of this file stand for more than 10000 values")
        #expect(problem.position.line == 4)
    }

    @Test(arguments: [
        ([0x61, 0x3A, 0x20, 0xFF], 4), ([0x61, 0x3A, 0x20, 0xC3], 4), ([0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80], 4),
        ([0xC3, 0xA9, 0x3A, 0x20, 0x0A, 0xC0, 0xAF], 1),
    ])
    func `name the place of bytes that are no text`(bytes: [UInt8], column: Int) throws {
        let problem = try #require(parseYAML(bytes, file: "x.yaml").problems.first)
        #expect(problem.message == "the text is not valid UTF-8 here")
        #expect(problem.position.column == column)
    }

    @Test func `come instead of crashes, whatever the bytes are`() {
        var random = Seeded(state: 7)
        let alphabet = Array("ab:- \n\t'\"[]{},*&!|>%@#?~<.0x\\\u{E9}\u{FEFF}\r".utf8)
        for _ in 0..<3_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            let (documents, problems) = parseYAML(bytes, file: "x.yaml")
            _ = documents.map { $0.json() }
            _ = problems.map { $0.rendered() }
        }
    }

    @Test func `are rendered with line, caret and advice`() throws {
        let problem = try #require(parseYAML(Array("a: 1\non: *.done\n".utf8), file: "pipelines/x.yaml").problems.first)
        #expect(
            problem.rendered() == """
                pipelines/x.yaml:2:5: error: a value that begins with '*' is read as an alias
                  on: *.done
                      ^
                  expected: quotes around the whole value: "*…"
                """
        )
    }
}

/// Repeatable random numbers: SplitMix64 (G. L. Steele et al., "Fast splittable pseudorandom number generators", 2014).
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
