import Foundation
import PenstockCore
import PenstockJSON
import Testing

@testable import PenstockPipelines

/// Reads one file of a catalog, written without its needless parts.
private func complaints(_ text: String, file: String = "events/a.yaml") -> [String] {
    Catalog.read([(file, Array(text.utf8))]).diagnostics.map { diagnostic in
        let near = diagnostic.suggestion.map { " (\($0)?)" } ?? ""
        return "\(diagnostic.position.line):\(diagnostic.position.column) \(diagnostic.message)\(near)"
    }
}

@Suite struct `Catalog files` {
    @Test func `a type is read with all its parts`() throws {
        let text = """
            type: course.completed
            description: A learner finished.
            subject: "course/{{data.catalog_id}}"
            person: /data/username
            key: [/data/username, /data/date]
            strict: true
            schema:
              type: object
              properties:
                catalog_id: { type: string }
                username: { type: string }
                date: { type: string, format: date }
            sample: { catalog_id: WS-101, username: learner1, date: "2026-03-09" }
            """
        let (catalog, diagnostics) = Catalog.read([("events/course.completed.yaml", Array(text.utf8))])
        #expect(diagnostics.isEmpty)
        let type = try #require(catalog[type: "course.completed"])
        #expect(type.description == "A learner finished.")
        #expect(type.subject?.description == "course/{{data.catalog_id}}")
        #expect(type.person?.description == "/data/username")
        #expect(type.key.map(\.description) == ["/data/username", "/data/date"])
        #expect(type.strict)
        #expect(type.schemaDocument["properties"]?["date"]?["format"] == "date")
        #expect(type.position.description == "events/course.completed.yaml:1:1")
        #expect(catalog.names == ["course.completed"])
    }

    @Test(arguments: [
        ("tpye: a\nsample: {}", ["1:1 an event type has no key 'tpye' (type?)", "1:1 this event type has no 'type'"]),
        ("type: \"a b\"\nsample: {}", ["1:7 'a b' cannot be the name of an event type"]),
        ("type: a.*\nsample: {}", ["1:7 'a.*' cannot be the name of an event type"]),
        (
            "type: 5\nsample: {}",
            ["1:7 expected the name of an event type, such as course.completed, found the number 5"]
        ),
        ("type: a\nstrict: maybe\nsample: {}", [#"2:9 expected true or false, found the string "maybe""#]),
        (
            "type: a\nkey: /data/x\nsample: {}",
            [#"2:6 expected a list of pointers, such as [/data/username, /data/date], found the string "/data/x""#]
        ),
        (
            "type: a\nperson: .data.x\nsample: {}",
            ["2:9 '.data.x': a JSON Pointer begins with '/', as in '/data/score' (/data/x?)"]
        ),
        (
            "type: a\nsubject: x/{{#data.x}}\nsample: {}",
            ["2:10 a subject takes only fields of the data, as in {{data.course_id}}, not {{#data.x}}"]
        ),
        ("type: a\nsubject: \"x/{{data.x\"\nsample: {}", ["2:10 '{{' has no '}}'"]),
        ("- a", ["1:1 this is no event type"]),
        ("", ["0:0 the file defines no event type"]),
    ])
    func `a fault is told where it is`(text: String, expected: [String]) {
        #expect(complaints(text) == expected)
    }

    @Test func `a fault in a schema has its own place`() {
        let text = """
            type: a
            schema:
              properties:
                score: { type: nubmer }
                "a/b": { minLength: -1 }
            sample: {}
            """
        #expect(
            complaints(text) == [
                "4:14 the schema is wrong: 'nubmer' is not a type; the types are string, number, integer, boolean, array, object, null"
            ]
        )
    }

    @Test func `a sample that contradicts its schema and pointers that lead nowhere are told at once`() {
        let text = """
            type: a
            person: /data/usrename
            key: [/data/score, /data/dat, /subjet, /username]
            subject: "x/{{data.catalog}}"
            schema:
              properties:
                username: { type: string }
                score: { type: number }
                date: { type: string, format: date }
              additionalProperties: false
            sample:
              username: learner1
              score: "12"
              date: 20260309
              socre: 12
            """
        #expect(
            complaints(text) == [
                "2:9 a has no field /data/usrename (/data/username?)",
                "3:20 a has no field /data/dat (/data/date?)",
                "3:31 /subjet is no part of an event (/subject?)",
                "3:40 /username is no part of an event (/data/username?)",
                "4:10 a has no field /data/catalog",
                #"13:10 the sample contradicts the schema: expected a number, found the string "12""#,
                "14:9 the sample contradicts the schema: expected a string, found the number 20260309",
                "15:3 the sample contradicts the schema: unknown key 'socre' (score?)",
            ]
        )
    }

    @Test func `a subject that its sample cannot make is told`() {
        #expect(
            complaints("type: a\nsubject: \"x/{{data.id}}\"\nsample: { id: null }") == [
                "3:9 no subject can be made from the sample"
            ]
        )
    }

    @Test func `a type that is given twice is told at the second place`() {
        let file = Array("type: a\nsample: {}\n---\ntype: a\nsample: {}".utf8)
        let diagnostics = Catalog.read([("events/a.yaml", file)]).diagnostics
        #expect(diagnostics.map(\.message) == ["a is already defined at events/a.yaml:1:1"])
        #expect(diagnostics.map(\.position.line) == [4])
    }

    @Test func `a file with another name than its type is only warned about`() {
        let (catalog, diagnostics) = Catalog.read([("events/b.yaml", Array("type: a\nsample: {}".utf8))])
        #expect(diagnostics.map(\.severity) == [.warning])
        #expect(catalog.names == ["a"])
    }

    @Test func `a directory without events is an empty catalog`() {
        let (catalog, diagnostics) = Catalog.load(from: NSTemporaryDirectory() + UUID().uuidString)
        #expect(catalog.types.isEmpty && diagnostics.isEmpty)
    }

    @Test func `the catalog that is shipped has no faults`() {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../pipelines")
            .standardized
        let (catalog, diagnostics) = Catalog.load(from: root.path)
        #expect(diagnostics.map { $0.rendered() } == [])
        #expect(
            catalog.names.filter { !$0.hasPrefix("penstock.") } == [
                "certification.certified", "certification.expired", "certification.expiring",
                "certification.recertified", "certification.renewal_opened", "course.completed", "course.started",
                "ilt.completed", "ilt.started", "learning_path.completed", "learning_path.started", "user.added",
            ]
        )
    }
}
