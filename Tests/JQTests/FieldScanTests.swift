import PluginTesting
import Testing

@testable import JQStages

@Suite struct `The fields of a jq expression` {
    @Test(arguments: [
        (".data.score >= 80", ["0 data.score"]),
        (
            ".data.score >= .data.passing_score and .type == \"x\"",
            ["0 data.score", "15 data.passing_score", "39 type"]
        ),
        ("(.data.score | tonumber) >= (.data.passing | tonumber)", ["1 data.score", "29 data.passing"]),
        ("{person: .data.username, n: (.data.n // 0)}", ["9 data.username", "29 data.n"]),
        ("{a: .data.a | length, b: .data.b}", ["4 data.a", "25 data.b"]),
        ("$event.data.b == .a | not", ["0 event:data.b", "17 a"]),
        (".data | .score", ["0 data"]), (".data.items[].name", ["0 data.items"]), (".data.a[0].b", ["0 data.a"]),
        (".data.a?.b", ["0 data.a"]), (".a[.data.b]", ["0 a"]), ("[.data.a, .data.b]", ["1 data.a", "10 data.b"]),
        ("if .data.a then .data.b else .data.c end", ["3 data.a", "16 data.b", "29 data.c"]),
        ("try .data.a catch .message", ["4 data.a"]), (".data.a as $x | .data.b", ["0 data.a"]),
        ("map(.data.a)", []), (".data.items | map(.id)", ["0 data.items"]),
        ("select(.data.a) | $event.id", ["18 event:id"]),
        ("\"a \\(.data.b) \\(\"x\")\" + .data.c", ["24 data.c"]), ("# .data.a\n.data.b", ["10 data.b"]),
        (".data.a = 1", []), (".data.b |= . + 1 | .data.c", []), ("def f: .x; .data.a", []), (".. | .data", []),
        (". as {data: $event} | $event.x", []), (".data.a?//.data.b", []), (".data.a == 1 and (", []),
        (".data.a ~ 1", []),
    ])
    func `are those that it reads for certain`(expression: String, fields: [String]) {
        let found = FieldScan.fields(in: expression).map { field in
            "\(field.offset) \(field.ofEvent ? "event:" : "")\(field.path.joined(separator: "."))"
        }
        #expect(found == fields)
    }

    @Test func `are told with their places`() throws {
        let json = #"{"expression":".data.a","headers":{"X-A":"$event.data.b"}}"#
        let stage = try StageHarness(library, .transform, "jq", with: json)
        #expect(
            stage.readings == [
                Reading("/expression", "/data/a", offset: 0, isOptional: true),
                Reading("/headers/X-A", "/data/b", offset: 0, ofEvent: true, isOptional: true),
            ]
        )
    }
}
