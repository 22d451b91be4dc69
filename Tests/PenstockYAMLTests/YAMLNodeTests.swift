import PenstockCore
import PenstockJSON
import PenstockYAML
import Testing

/// Reads one document that must be without problems.
func document(_ text: String, _ location: SourceLocation = #_sourceLocation) throws -> YAMLNode {
    let (documents, problems) = parseYAML(Array(text.utf8), file: "x.yaml")
    #expect(problems == [], sourceLocation: location)
    #expect(documents.count == 1, sourceLocation: location)
    return try #require(documents.first, sourceLocation: location)
}

@Suite struct `YAML scalars` {
    @Test(arguments: [
        ("", "null"), ("~", "null"), ("null", "null"), ("Null", "null"), ("NULL", "null"), ("nULL", #""nULL""#),
        ("true", "true"), ("True", "true"), ("FALSE", "false"), ("tRUE", #""tRUE""#),
        ("yes", #""yes""#), ("No", #""No""#), ("on", #""on""#), ("OFF", #""OFF""#), ("y", #""y""#),
        ("0", "0"), ("-19", "-19"), ("+12", "12"), ("0o14", "12"), ("0x1F", "31"), ("0xff", "255"), ("0b1", #""0b1""#),
        ("-0x1F", #""-0x1F""#), ("0x", #""0x""#), ("0o8", #""0o8""#),
        ("0xFFFFFFFFFFFFFFFFF", #""0xFFFFFFFFFFFFFFFFF""#),
        ("12345678901234567890123", "12345678901234567890123"), ("1_000", #""1_000""#), ("1:30", #""1:30""#),
        ("12:30:45", #""12:30:45""#), ("2026-11-23", #""2026-11-23""#), ("1.2.3", #""1.2.3""#), ("1e3", "1e3"),
        ("0.10", "0.10"), (".5", "0.5"), ("5.", "5"), ("-.5e-3", "-0.5e-3"), ("+1.", "1"), ("00.5", "0.5"),
        ("1.e2", "1e2"),
        (".", #"".""#), ("-", nil), ("+", #""+""#), ("e3", #""e3""#), ("1e", #""1e""#), ("1e+", #""1e+""#),
        ("..5", #""..5""#),
        ("5m", #""5m""#), ("\"1\"", #""1""#), ("'true'", #""true""#), ("\"\"", #""""#), ("!!str 1", #""1""#),
        ("! 1", #""1""#),
        ("!!int \"3\"", "3"), ("!!float 3", "3"), ("!!bool 'true'", "true"), ("!!null ''", "null"),
    ])
    func `mean what the core schema of YAML 1.2 says`(text: String, json: String?) throws {
        let documents = parseYAML(Array("v: \(text)\n".utf8), file: "x.yaml").documents
        #expect(documents.first?["v"]?.json().text == json)
    }

    @Test(arguments: [(".inf", Double.infinity), ("-.INF", -.infinity), ("+.Inf", .infinity)])
    func `are infinite`(text: String, value: Double) throws {
        let node = try #require(try document("v: \(text)")["v"])
        #expect(node.scalar?.value == .nonFinite(value))
        #expect(node.json() == .string(text))
    }

    @Test func `are no number`() throws {
        guard case .nonFinite(let value) = try document("v: .nan")["v"]?.scalar?.value else {
            Issue.record("not a floating-point value")
            return
        }
        #expect(value.isNaN)
    }

    @Test func `know the style they were written in`() throws {
        let node = try document("a: x\nb: 'x'\nc: \"x\"\nd: |\n  x\ne: >-\n  x\n")
        #expect(node.mapping?.map(\.value.scalar?.style) == [.plain, .single, .double, .literal, .folded])
        #expect(node.mapping?.map(\.value.scalar?.text) == ["x", "x", "x", "x\n", "x"])
    }

    @Test func `are keys by their text`() throws {
        #expect(try document("on: 1\ntrue: 2\n1.0: 3\n~: 4\n").json().text == #"{"on":1,"true":2,"1.0":3,"~":4}"#)
    }
}

@Suite struct `YAML nodes` {
    static let text = """
        # a comment
        name: größer
        steps:
          - use: mail.send
            "to": [a, 'b']
        ~tilde/key: x
        """

    @Test(arguments: [
        ("", 2, 1, 2, 1), ("/name", 2, 7, 2, 1), ("/steps", 4, 3, 3, 1), ("/steps/0", 4, 5, 4, 5),
        ("/steps/0/use", 4, 10, 4, 5), ("/steps/0/to", 5, 11, 5, 5), ("/steps/0/to/1", 5, 15, 5, 15),
        ("/~0tilde~1key", 6, 13, 6, 1),
    ])
    func `know where they and their keys stand`(
        text: String,
        line: Int,
        column: Int,
        keyLine: Int,
        keyColumn: Int
    ) throws {
        let (node, pointer) = (try document(Self.text), try JSONPointer(text))
        #expect(node.node(at: pointer)?.position == SourcePosition(file: "x.yaml", line: line, column: column))
        #expect(node.keyPosition(at: pointer) == SourcePosition(file: "x.yaml", line: keyLine, column: keyColumn))
        #expect(node.position(at: pointer) == node.node(at: pointer)?.position)
    }

    @Test(arguments: ["/nope", "/steps/1", "/steps/x", "/name/0"])
    func `are absent where nothing stands`(text: String) throws {
        let (node, pointer) = (try document(Self.text), try JSONPointer(text))
        #expect(node.node(at: pointer) == nil)
        #expect(node.keyPosition(at: pointer) == nil)
        #expect(node.position(at: pointer) == node.position(at: try #require(pointer.parent)))
    }

    @Test func `count columns in characters and know where they end`() throws {
        let node = try #require(try document("größe😀: wert # x")["größe😀"])
        #expect(node.position.column == 9)
        #expect(node.end == SourcePosition(file: "x.yaml", line: 1, column: 13))
    }

    @Test func `are several documents, without the empty ones`() {
        let (documents, problems) = parseYAML(Array("---\na: 1\n---\n# nothing\n---\nb: 2\n...\n".utf8), file: "x.yaml")
        #expect(problems == [])
        #expect(documents.map { $0.json().text } == [#"{"a":1}"#, #"{"b":2}"#])
        #expect(documents.last?.position.line == 6)
        #expect(parseYAML([], file: "x.yaml").documents.isEmpty)
        #expect(parseYAML(Array("# only\n".utf8), file: "x.yaml").problems == [])
    }

    @Test func `begin after a byte order mark`() throws {
        #expect(try document("\u{FEFF}a: 1").json().text == #"{"a":1}"#)
    }

    @Test func `stand for aliases, at the alias`() throws {
        let node = try document("base: &b {to: [x]}\none: *b\nkey: &k two\n*k : 3\n")
        #expect(node.json().text == #"{"base":{"to":["x"]},"one":{"to":["x"]},"key":"two","two":3}"#)
        let one = try #require(node["one"])
        #expect(one.alias == "b")
        #expect(one.position == SourcePosition(file: "x.yaml", line: 2, column: 6))
        #expect(one["to"]?.position == SourcePosition(file: "x.yaml", line: 1, column: 15))
    }

    @Test func `keep keys apart that only look the same`() throws {
        let node = try document("\u{E9}: 1\ne\u{301}: 2\n")
        #expect(node["\u{E9}"]?.json() == 1)
        #expect(node["e\u{301}"]?.json() == 2)
    }
}
