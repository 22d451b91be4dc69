import PenstockJSON
import Testing

@testable import PenstockPipelines

@Suite struct `Subject templates` {
    @Test(arguments: [
        ("course/{{data.id}}", #"{"id":"WS-101"}"#, "course/WS-101"),
        ("course/{{ data.id }}", #"{"id":"WS-101"}"#, "course/WS-101"),
        ("{{data.a.b}}-{{data.n}}", #"{"a":{"b":"x"},"n":1.50}"#, "x-1.50"),
        ("{{data.id}}", #"{"id":"a\u00e9\"b"}"#, "aé\"b"), ("{{data.id}}", #"{"id":true}"#, "true"),
        ("{{data.0}}", #"["x"]"#, "x"), ("fixed", "{}", "fixed"), ("{{data.id}}é", #"{"id":"ü"}"#, "üé"),
        ("{{data.id}}", #"{"id":null}"#, nil), ("{{data.id}}", "{}", nil), ("{{data.id}}", #"{"id":{}}"#, nil),
        ("{{data.id}}", #"{"id":[]}"#, nil), ("x/{{data.id}}", #"{"id":""}"#, nil),
    ])
    func `are filled from the bytes of the data`(template: String, data: String, subject: String?) throws {
        #expect(try SubjectTemplate(template).render(data.utf8.span) == subject)
    }

    @Test(arguments: [
        "{{id}}", "{{data}}", "{{event.data.id}}", "{{#data.id}}", "{{{data.id}}}", "{{data..id}}", "{{data.id", "",
        "{{}}", "{{&data.id}}", "{{data.id extra}}",
    ])
    func `take nothing but fields of the data`(template: String) {
        #expect(throws: JSONError.self) { try SubjectTemplate(template) }
    }

    @Test func `name their fields as pointers into the event`() throws {
        #expect(try SubjectTemplate("{{data.a.b}}/{{data.c}}").fields.map(\.description) == ["/data/a/b", "/data/c"])
    }
}
