import PenstockJSON
import PenstockTemplates

/// Tags and mistakes are within the text; every tag names what stands there; what is rendered for HTML, a header or a
/// URL holds nothing of the data that this place must not hold.
func fuzzTemplate(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    for place in Place.allCases {
        do throws(TemplateError) {
            let template = try MustacheTemplate(text, place: place)
            check(template.names, in: text)
            render(template, at: place, text)
        } catch {
            require((0...text.utf8.count).contains(error.offset), "a mistake is outside of the text: \(error)")
            require(!error.message.isEmpty, "a mistake says nothing")
        }
    }
}

private func check(_ names: [(name: String, offset: Int)], in text: String) {
    for (name, offset) in names {
        let rest = text.utf8.dropFirst(offset)
        require(!name.isEmpty && rest.count > name.utf8.count, "a tag is outside of the text")
        // Two delimiters of one letter each, a sigil and spaces may stand before it.
        let found = rest.indices.contains { rest[$0...].starts(with: name.utf8) }
        require(found, "'\(name)' is not where its tag is")
    }
}

private func render(_ template: MustacheTemplate, at place: Place, _ text: String) {
    let body = Array(#"{"a":"<\"'&\u0001\r\n","b":[1,2,[true]],"c":{"a":null,"d":"x"},"":1.50}"#.utf8)
    guard let rendered = try? template.render(TemplateContext(body: body, event: body)) else { return }
    if place == .html, !text.contains("\u{1}") {
        require(!rendered.contains("<\"'&"), "text of the data is not escaped")
    }
    if place == .header, !text.contains("\u{1}") {
        require(!rendered.contains("\u{1}\r\n"), "a line break of the data gets into a header")
    }
}
