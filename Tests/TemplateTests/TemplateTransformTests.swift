import Foundation
import PenstockPluginKit
import PluginTesting
import TemplateStages
import Testing

@Suite struct `Transform template` {
    private func stage(_ configuration: String) throws -> StageHarness {
        try StageHarness(library, .transform, "template", with: configuration)
    }

    private let message = TestMessage(data: #"{"score": 80.0, "name": "A \"b\" <c>", "passed": true}"#)

    @Test(arguments: [
        (#"{"body": "{\"n\": \"{{data.name}}\", \"s\": {{data.score}}}"}"#, #"{"n": "A \"b\" <c>", "s": 80.0}"#),
        (
            #"{"body": "<p>{{data.name}}</p>", "content_type": "text/html; charset=utf-8"}"#,
            "<p>A &quot;b&quot; &lt;c&gt;</p>"
        ),
        (#"{"body": "{{data.name}}", "content_type": "text/plain"}"#, #"A "b" <c>"#),
        (
            #"{"body": "<n>{{data.name}}</n>", "content_type": "application/xml"}"#,
            "<n>A &quot;b&quot; &lt;c&gt;</n>"
        ),
        (
            #"{"body": "n={{data.name}}", "content_type": "application/x-www-form-urlencoded"}"#,
            "n=A%20%22b%22%20%3Cc%3E"
        ),
        (#"{"body": "{\"ok\": {{event.data.passed}}}", "content_type": "application/ld+json"}"#, #"{"ok": true}"#),
        (#"{"body": "<{{data.name}}>", "content_type": "text/html", "escape": "none"}"#, #"<A "b" <c>>"#),
        (#"{"body": "[]"}"#, "[]"),
    ])
    func `writes a new body with the escape of its content type`(configuration: String, expected: String) throws {
        let answer = try stage(configuration).transform(message)
        #expect(answer.failure == nil)
        #expect(answer.verdict == 0)
        #expect(answer.text == expected)
    }

    @Test func `sets the content type, JSON where none is named`() throws {
        #expect(try stage(#"{"body": "1"}"#).transform(message).contentType == "application/json")
        #expect(
            try stage(#"{"body": "x", "content_type": "text/plain"}"#).transform(message).contentType == "text/plain"
        )
    }

    @Test func `fails with the name of what is missing`() throws {
        let answer = try stage(#"{"body": "\"{{data.person.email}}\""}"#).transform(message)
        #expect(answer.verdict == -2)
        #expect(answer.failure?.code == "missing-field")
        #expect(
            answer.failure?.text
                == "the template names {{data.person.email}}, but the body has no /data/person/email"
        )
    }

    @Test func `sends no broken JSON`() throws {
        let answer = try stage(#"{"body": "{\n\"n\": {{data.name}}}"}"#).transform(message)
        #expect(answer.failure?.code == "body-not-json")
        #expect(answer.failure?.text.hasPrefix("the template's result is not JSON at line 2, byte 6: ") == true)
    }

    @Test func `reads the body of the stage before it`() throws {
        let other = TestMessage(body: #"{"total": 3}"#, contentType: "application/json", data: #"{"total": 1}"#)
        let answer = try stage(#"{"body": "{{total}} {{event.data.total}}", "content_type": "text/plain"}"#)
            .transform(other)
        #expect(answer.text == "3 1")
    }

    @Test func `tells what it reads`() throws {
        let stage = try stage(#"{"body": "[{{data.score}}, {{ event.data.passed }}{{#data.a}}{{data.a}}{{/data.a}}]"}"#)
        #expect(
            stage.readings == [
                Reading("/body", "/data/score", offset: 3),
                Reading("/body", "/data/passed", offset: 20, ofEvent: true),
                Reading("/body", "/data/a", offset: 43, isOptional: true),
            ]
        )
    }

    @Test(arguments: [
        (#"{"body": "ä {{data.x"}"#, "/body", 3), (#"{"body": "{{{data.x}}}"}"#, "/body", 0),
        (#"{"body": "{{> head}}"}"#, "/body", 0), (#"{"body": {"file": "/nowhere/x.mustache"}}"#, "/body/file", nil),
        (#"{"body": "no JSON"}"#, "/body", nil),
    ])
    func `points at a mistake in the template`(configuration: String, pointer: String, offset: Int?) throws {
        let refused = try #require(throws: ConfigurationRefused.self) { try stage(configuration) }
        #expect(refused.problems.map(\.pointer) == [pointer])
        #expect(refused.problems.first?.offset == offset)
    }

    @Test func `reads its template from a file`() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).mustache")
        try Data(#"{"score": {{data.score}}}"#.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let answer = try stage(#"{"body": {"file": "\#(file.path)"}}"#).transform(message)
        #expect(answer.text == #"{"score": 80.0}"#)
    }
}
