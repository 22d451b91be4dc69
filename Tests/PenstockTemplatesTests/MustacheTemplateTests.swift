import PenstockTemplates
import Testing

@Suite struct `Mustache templates` {
    let body = #"""
        {"type": "course.completed", "data": {"score": 81.50, "passed": true, "name": "A <b> & \"c\" 'd'", "empty": "",
        "none": null, "items": [{"id": "x"}, {"id": "y", "name": "own"}], "list": ["a", "b"], "big": 12345678901234567890,
        "na/me": "slash", "lines": "one\r\ntwo"}}
        """#
    let event = #"{"data": {"score": 7}, "id": "e-1"}"#

    private func render(_ text: String, _ place: Place = .none) throws -> String {
        try MustacheTemplate(text, place: place).render(
            TemplateContext(body: Array(body.utf8), event: Array(event.utf8))
        )
    }

    @Test(arguments: [
        ("{{data.score}}", "81.50"), ("{{data.big}}", "12345678901234567890"), ("{{data.passed}}", "true"),
        ("{{event.data.score}} {{event.id}}", "7 e-1"), ("[{{data.empty}}]", "[]"), ("{{ type }}", "course.completed"),
        ("{{data.items.1.id}}", "y"), ("{{#data.items}}{{id}} {{/data.items}}", "x y "),
        ("{{#data.list}}{{.}},{{/data.list}}", "a,b,"), ("{{#data.passed}}{{data.score}}{{/data.passed}}", "81.50"),
        ("{{#data.items}}{{data.score}};{{/data.items}}", "81.50;81.50;"),
        ("{{#data.items}}{{event.id}};{{/data.items}}", "e-1;e-1;"),
        ("{{#data}}{{#items}}{{id}}{{score}} {{/items}}{{/data}}", "x81.50 y81.50 "),
        ("{{#data.nothing}}a{{/data.nothing}}{{^data.nothing}}b{{/data.nothing}}", "b"),
        ("{{#data.none}}a{{/data.none}}{{^data.none}}b{{/data.none}}", "b"),
        ("{{#data.empty}}a{{/data.empty}}{{^data.empty}}b{{/data.empty}}", "b"),
        ("{{=<% %>=}}{{<%data.score%>}}", "{{81.50}}"), ("{{{data.name}}}", "A <b> & \"c\" 'd'"),
        ("{\"a\":{\"b\":{{data.score}}}}", "{\"a\":{\"b\":81.50}}"), ("{{data.na/me}}", "slash"),
        ("\u{0}0\u{0}{{data.score}}", "\u{0}0\u{0}81.50"),
        ("a\n  {{! alone }}  \nb {{data.score}}!\r\n", "a\nb 81.50!\r\n"), ("", ""),
    ])
    func `render what the message holds`(template: String, expected: String) throws {
        #expect(try render(template) == expected)
    }

    @Test(arguments: [
        (Place.html, "data.name", "A &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;"),
        (.json, "data.name", #"A <b> & \"c\" 'd'"#), (.json, "data.lines", #"one\r\ntwo"#),
        (.url, "data.name", "A%20%3Cb%3E%20%26%20%22c%22%20%27d%27"), (.url, "data.score", "81.50"),
        (.header, "data.name", "A <b> & \"c\" 'd'"), (.none, "data.lines", "one\r\ntwo"),
    ])
    func `escape a value for its place`(place: Place, name: String, expected: String) throws {
        #expect(try render("{{\(name)}}", place) == expected)
    }

    @Test(arguments: [
        ("ä {{data.email}}", "missing-field", "the template names {{data.email}}, but the body has no /data/email", 3),
        (
            "{{event.data.x}}", "missing-field", "the template names {{event.data.x}}, but the event has no /data/x",
            0
        ),
        (
            "{{data.none}}", "missing-field",
            "the template names {{data.none}}, but its value is null; use a section where it may be missing", 0
        ),
        (
            "{{data.items}}", "not-a-text",
            "the template names {{data.items}}, but that is a list or an object; name a text, number or boolean inside it",
            0
        ),
        (
            "{{#data.items}}{{name}}{{/data.items}}", "missing-field",
            "the template names {{name}}, but neither the section around it nor the body has /name", 15
        ),
    ])
    func `name the value that is missing`(template: String, code: String, message: String, offset: Int) throws {
        let error = #expect(throws: RenderError.self) { try render(template) }
        #expect(error?.code == code)
        #expect(error?.message == message)
        #expect(error?.offset == offset)
    }

    @Test func `refuse a line break in a header`() throws {
        let error = #expect(throws: RenderError.self) { try render("{{data.lines}}", .header) }
        #expect(error?.code == "line-break-in-header")
    }

    @Test func `read only the document that they name`() throws {
        let context = TemplateContext(body: Array("<p>no JSON".utf8), event: Array(event.utf8))
        #expect(try MustacheTemplate("{{event.id}}", place: .none).render(context) == "e-1")
        let error = #expect(throws: RenderError.self) {
            try MustacheTemplate("{{data.score}}", place: .none).render(context)
        }
        #expect(error?.code == "body-not-json")
        #expect(error?.message.contains("{{event.…}} reads the event") == true)
    }

    @Test(arguments: [
        ("plain", true, "plain"), ("a {{! comment }}b", true, "a b"), ("{{=<% %>=}}\nx {{y}}", true, "x {{y}}"),
        ("{{data.score}}", false, "81.50"), ("{{#no}}x{{/no}}", false, ""),
    ])
    func `know whether they are constant`(text: String, isConstant: Bool, expected: String) throws {
        #expect(try MustacheTemplate(text, place: .none).isConstant == isConstant)
        #expect(try render(text) == expected)
    }

    @Test func `tell what they read and where`() throws {
        let template = try MustacheTemplate(
            "{{data.a}} {{#data.items}}{{name}}{{.}}{{data.b}}{{/data.items}}{{event.data.c}}{{data.a}}{{x~y}}",
            place: .none
        )
        #expect(
            template.names.map(\.name) == [
                "data.a", "data.items", "name", ".", "data.b", "event.data.c", "data.a", "x~y",
            ]
        )
        #expect(template.names.map(\.offset).prefix(3) == [0, 11, 26])
        #expect(template.reads.map(\.pointer) == ["/data/a", "/data/items", "/data/b", "/data/c", "/x~0y"])
        #expect(template.reads.map(\.ofEvent) == [false, false, false, true, false])
        #expect(template.reads.map(\.isOptional) == [false, true, false, false, false])
        #expect(template.reads.map(\.offset) == [2, 14, 41, 66, 92])
    }
}
