import Testing

@testable import PenstockDashboard

@Suite struct `A piece of HTML` {
    @Test(
        arguments: [
            ("<script>alert('1')</script>", "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"),
            ("a & \"b\"", "a &amp; &quot;b&quot;"),
            // One character for Swift, two for a browser, of which the first would end an attribute.
            ("\"\u{301} onfocus=x", "&quot;\u{301} onfocus=x"), ("<\u{338}b>", "&lt;\u{338}b&gt;"),
            ("a\r\nb\tc", "a&#13;\nb\tc"), ("\u{202E}gpj.exe\u{0}\u{1B}[2J", "\u{FFFD}gpj.exe\u{FFFD}\u{FFFD}[2J"),
            ("grün 日本 👩‍👩‍👧", "grün 日本 👩‍👩‍👧"),
        ]
    )
    func `shows every text as it is`(text: String, html: String) {
        #expect(Markup(text: text).html == html)
    }

    @Test func `escapes attributes, and leaves out those without a value`() {
        let markup = Markup.element("a", ["href": "/x?a=1&b=\"2\"", "title": nil], "1 < 2", .init(text: "&"))
        #expect(markup.html == #"<a href="/x?a=1&amp;b=&quot;2&quot;">1 &lt; 2&amp;</a>"#)
    }
}
