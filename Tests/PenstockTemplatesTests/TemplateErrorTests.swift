import Foundation
import PenstockTemplates
import Testing

@Suite struct `A template's mistakes` {
    @Test(arguments: [
        ("a {{data.x", 2, "the tag that begins here is not closed by }}"),
        ("{{#a}}x", 0, "the section {{#a}} is not closed; write {{/a}} after it"),
        ("x{{/a}}", 1, "{{/a}} closes a section that is not open"),
        (
            "{{/data/score}}", 0,
            "{{/data/score}} closes a section that is not open; a template writes a place with dots, such as {{data.score}}"
        ),
        ("ä{{#a}}{{#b}}{{/a}}{{/b}}", 14, "{{/a}} stands where the section {{#b}} must be closed first"),
        ("{{.data.score}}", 0, "a name does not begin with a dot as in jq; write {{data.score}}"),
        ("{{data..x}}", 0, "{{data..x}} has a dot with no name beside it"), ("{{}}", 0, "the tag names nothing"),
        ("{{a b}}", 0, "{{a b}} has a space in its name"),
        ("{{upper(x)}}", 0, "{{upper(x)}} calls a function; templates have none, use a jq transform"),
        ("{{ #a}}", 0, "{{#a}} has '#' in its name; it may only stand right after the opening of a tag"),
        ("{{> part}}", 0, "partials and template inheritance are not available; write the text here"),
        ("{{% CONTENT_TYPE:HTML}}", 0, "pragmas ({{% …}}) are not available"),
        ("{{=ab cd=}}", 0, "a change of delimiters is written {{=<% %>=}}, of punctuation but no ="),
    ])
    func `have a sentence and a position`(text: String, offset: Int, message: String) {
        let error = #expect(throws: TemplateError.self) { try MustacheTemplate(text, place: .none) }
        #expect(error == TemplateError(message, at: offset))
    }

    @Test(arguments: [Place.html, .json, .url, .header], ["x {{{a}}}", "x {{&a}}"])
    func `include a left-out escape where the place needs one`(place: Place, text: String) {
        let error = #expect(throws: TemplateError.self) { try MustacheTemplate(text, place: place) }
        #expect(error?.offset == 2)
    }

    @Test func `include sections nested without end`() {
        let open = String(repeating: "{{#a}}", count: 10_000)
        let error = #expect(throws: TemplateError.self) { try MustacheTemplate(open, place: .none) }
        #expect(error?.offset == 32 * 6)
    }

    /// A combining mark makes one character of itself and the brace before it, which swift-mustache does not take for
    /// the end of a tag.
    @Test func `never escape as something else`() {
        #expect(throws: TemplateError.self) { try MustacheTemplate("{{a}}\u{301}", place: .none) }
    }
}

@Suite struct `A template in a configuration` {
    private func decode(_ json: String) throws -> TemplateSource {
        try JSONDecoder().decode(TemplateSource.self, from: Data(json.utf8))
    }

    @Test func `is a text or a file`() throws {
        #expect(try decode(#""hello {{x}}""#) == .text("hello {{x}}"))
        #expect(try decode(#"{"file": "/a/b.mustache"}"#) == .file("/a/b.mustache"))
        #expect(throws: DecodingError.self) { try decode("1") }
    }

    @Test func `tells where in a file it is wrong`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("mail.mustache")
        try Data("Hello\nä {{data.x".utf8).write(to: file)
        let problem = #expect(throws: TemplateSource.Problem.self) {
            try TemplateSource.file(file.path).template(place: .none)
        }
        #expect(problem?.pointer == "/file")
        #expect(problem?.message == "\(file.path):2:3: the tag that begins here is not closed by }}")

        let missing = #expect(throws: TemplateSource.Problem.self) {
            try TemplateSource.file(folder.appendingPathComponent("no").path).template(place: .none)
        }
        #expect(missing?.message.contains("cannot be read") == true)
        try Data([0xFF]).write(to: file)
        let broken = #expect(throws: TemplateSource.Problem.self) {
            try TemplateSource.file(file.path).template(place: .none)
        }
        #expect(broken?.message.hasSuffix("is not UTF-8 text") == true)
    }
}
