import PenstockJSON
import PenstockYAML
import Testing

@Suite struct `The YAML writer` {
    @Test func `writes blocks, short lists on a line, and quotes only where they are needed`() throws {
        let value = try JSONValue.parse(
            #"""
            {"name": "a", "on": "course.*", "stages": [
              {"filter": "match", "with": {"pointer": "/data/score", "in": [1, "5s", "yes"], "all": []}},
              {"transport": "http", "with": {"url": "https://a.example/{{id}}", "text": "one\n\n  two\n"}}],
             "note": "90", "rate": "50/s", "dedupe": false, "list": [[1], ["a text that is too long for a list on one line"]]}
            """#
        )
        #expect(
            YAMLWriter.document(value)
                == #"""
                name: a
                on: course.*
                stages:
                  - filter: match
                    with:
                      pointer: /data/score
                      in: [1, 5s, "yes"]
                      all: []
                  - transport: http
                    with:
                      url: "https://a.example/{{id}}"
                      text: |
                        one

                          two
                note: "90"
                rate: 50/s
                dedupe: false
                list:
                  -
                    - 1
                  -
                    - a text that is too long for a list on one line

                """#.replacing("list:\n  -\n    - 1\n", with: "list:\n  - [1]\n")
        )
    }

    @Test(arguments: [
        "", " ", "a ", " a", "null", "~", "true", "1", "1e3", "0x1F", "-", "- a", "a: b", "a #b", "a:", "#a", "*", "&a",
        "!a",
        "%a", "@a", "`a", "{a}", "[a]", "a,b", "'", "\"", "\\", "a\\b", "\t", "a\tb", "\n", "a\n", "a\nb", "a\n\n",
        "\na",
        " a\nb", "a \nb", "a\r\nb", "\u{0}", "\u{7F}", "\u{85}", "\u{2028}", "\u{FEFF}a", "\u{202E}a", "é", "日本", "😀",
        "---",
        "...", "a\n---\nb", "?", "? a", "=", "<<", "2026-03-09", "1:30", "on", "off", "y", "5s", "1.5h", ".5", "5.s%",
        "${env:A:-b}", "a\n#b\n: c\n",
    ])
    func `is read back as the same text, wherever it stands`(text: String) throws {
        for value in [
            JSONValue.string(text), .object(["a": .string(text)]), [.string(text), [.string(text)]],
            .object([text: 1]), ["a": [["b": .string(text)], .string(text)]],
        ] {
            let written = YAMLWriter.document(value)
            let (documents, problems) = parseYAML(Array(written.utf8), file: "a.yaml")
            #expect(problems.isEmpty && documents.count == 1, "\(written)")
            #expect(documents.first?.json() == value, "\(written)")
        }
    }

    @Test(arguments: [
        "{}", "[]", "null", "true", "1.50", "-0", #"{"a": {}, "b": [], "c": null}"#, "[[], [[]], {}, [{}]]",
        #"[[{"a": [[{"b": 1}]]}]]"#, #"{"a": {"b": {"c": [{"d": {"e": [1, {"f": 2}]}}]}}}"#,
    ])
    func `is read back as the same value`(text: String) throws {
        let value = try JSONValue.parse(text)
        let documents = parseYAML(Array(YAMLWriter.document(value).utf8), file: "a.yaml").documents
        #expect(documents.count == 1 && documents[0].json() == value)
    }
}
