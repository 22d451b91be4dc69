import PenstockCore
import PenstockEngine
import Testing

@Suite struct `A link that is to be tested` {
    @Test(
        arguments: [
            ("ftp://x.example.com/", "begins with http"), ("x.example.com", "begins with http"),
            ("", "begins with http"),
            ("http://x.example.com/a b", "space"), ("http://x.example.com/\r\nx: y", "line break"),
            ("http://x.example.com/\u{0}", "control character"), ("https://{{data.host}}/", "'{{'"),
            ("http://x.example.com/" + String(repeating: "a", count: 9000), "longer than"),
        ]
    )
    func `must be one that can be sent to`(url: String, words: String) {
        let refusal = #expect(throws: LinkRefusal.self) { try LinkRequest(.url(url)).check() }
        #expect(refusal?.kind == .invalid && refusal?.message.contains(words) == true, "\(refusal as Any)")
    }

    @Test(
        arguments: [
            ("x", "a\r\nX-Injected: 1"), ("x", "a\nb"), ("x", "a\rb"), ("x", "a\u{0}b"), ("x y", "a"), ("", "a"),
            ("x:", "a"), ("ä", "a"), ("x\r\ny", "a"),
        ]
    )
    func `takes no header that ends a line, or has no name`(name: String, value: String) {
        var link = LinkRequest(.url("https://x.example.com/"))
        link.headers = [(name, value)]
        #expect(throws: LinkRefusal.self) { try link.check() }
    }

    @Test func `has bounds`() throws {
        var link = LinkRequest(.url("HTTPS://x.example.com/"))
        link.headers = [("X-Course", "Safety: 1")]
        link.body = Array("x".utf8)
        try link.check()
        func refuses(_ change: (inout LinkRequest) -> Void) {
            var changed = link
            change(&changed)
            #expect(throws: LinkRefusal.self) { try changed.check() }
        }
        refuses { $0.timeout = .zero }
        refuses { $0.timeout = .seconds(31) }
        refuses { $0.method = "TRACE" }
        refuses { $0.method = "GET" }
        refuses { $0.headers = (0..<51).map { ("x-\($0)", "1") } }
        refuses { $0.headers = [("x", String(repeating: "a", count: 17_000))] }
    }

    @Test func `reads headers and limits as people write them`() throws {
        let header = try LinkRequest.header("X-Course:  a: b")
        #expect(header.name == "X-Course" && header.value == "a: b")
        #expect(throws: LinkRefusal.self) { try LinkRequest.header("X-Course") }
        #expect(try LinkRequest.timeout("500ms") == .milliseconds(500))
        #expect(throws: LinkRefusal.self) { try LinkRequest.timeout("soon") }
    }
}
