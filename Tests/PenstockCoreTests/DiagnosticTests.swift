import PenstockCore
import Testing

@Suite struct `Diagnostics` {
    let position = SourcePosition(file: "pipelines/hr.yaml", line: 12, column: 5)

    @Test func `shows its line, its place and what to do`() {
        let diagnostic = Diagnostic(
            at: position,
            "unknown key 'filtr'",
            expected: "one of filter, use",
            suggestion: "filter",
            sourceLine: "    filtr: x"
        )
        #expect(
            diagnostic.rendered() == """
                pipelines/hr.yaml:12:5: error: unknown key 'filtr'
                      filtr: x
                      ^
                  expected: one of filter, use
                  did you mean 'filter'?
                """
        )
    }

    @Test func `is one line when it is about a whole file`() {
        let diagnostic = Diagnostic(.warning, at: SourcePosition(file: "a.yaml"), "no pipeline in it", sourceLine: "x")
        #expect(diagnostic.rendered() == "a.yaml: warning: no pipeline in it")
    }

    @Test func `shows the part of a long line that it is about`() {
        let line = String(repeating: "a", count: 200) + "!" + String(repeating: "b", count: 200)
        let lines = Diagnostic(at: SourcePosition(file: "x", line: 1, column: 201), "x", sourceLine: line).rendered()
            .split(separator: "\n").map { Array($0) }
        #expect(lines[1].count < 110)
        let caret = lines[2].firstIndex(of: "^")
        #expect(caret != nil && lines[1].firstIndex(of: "!") == caret)
    }

    @Test func `keeps tabs in place and control characters off the terminal`() {
        let diagnostic = Diagnostic(
            at: SourcePosition(file: "x", line: 1, column: 3),
            "x",
            sourceLine: "\ta\u{1B}[31m"
        )
        #expect(diagnostic.rendered() == "x:1:3: error: x\n  \ta\u{FFFD}[31m\n  \t ^")
    }

    @Test(arguments: [0, 1, 4, 99])
    func `survives a column outside of its line`(column: Int) {
        let text = Diagnostic(at: SourcePosition(file: "x", line: 1, column: column), "x", sourceLine: "abc").rendered()
        #expect(text.hasSuffix("^"))
    }

    @Test func `stands in the order of its place`() {
        let places = [("b", 1, 1), ("a", 2, 1), ("a", 1, 9), ("a", 1, 2)].map(SourcePosition.init)
        #expect(places.sorted() == places.reversed())
    }
}

@Suite struct `Source lines` {
    @Test func `end as YAML's do`() {
        let lines = SourceLines(Array("\u{FEFF}a\nb\r\nc\rd\u{85}e\u{2028}f\u{2029}".utf8))
        #expect((1...lines.count).map { lines[$0] } == ["a", "b", "c", "d", "e", "f", ""])
        #expect(lines[0] == nil && lines[8] == nil)
    }

    @Test(arguments: [(0, 1, 1), (2, 1, 2), (3, 1, 3), (4, 2, 1), (5, 2, 2), (99, 2, 2)])
    func `turn bytes into places`(offset: Int, line: Int, column: Int) {
        let lines = SourceLines(Array("éa\nb".utf8))
        #expect(lines.position(ofByte: offset, file: "x") == SourcePosition(file: "x", line: line, column: column))
    }
}

@Suite struct `Nearest name` {
    static let names = ["filter", "transform", "transport", "description", "on", "name", "retry", "use"]

    @Test(arguments: [
        ("filtr", "filter"), ("fliter", "filter"), ("Filter", "filter"), ("transfrom", "transform"), ("onn", "on"),
        ("no", "on"), ("desc", "description"), ("nmae", "name"), ("retires", nil), ("trans", nil), ("xyz", nil),
        ("", nil),
        ("q", nil), ("usage", nil),
    ])
    func `is found when it is near`(written: String, name: String?) {
        #expect(nearest(written, in: Self.names) == name)
    }

    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("kitten", "sitting", 3), ("ca", "abc", 3), ("abcd", "acbd", 1),
    ])
    func `is measured in edits`(one: String, other: String, edits: Int) {
        #expect(editDistance(Array(one), Array(other)) == edits)
        #expect(editDistance(Array(other), Array(one)) == edits)
    }
}
