import PenstockCore
import Testing

@Suite struct `What is kept of a request` {
    private func kept(
        target: String = "https://hr.example.com/hook",
        _ headers: [(String, String)] = [],
        without secrets: [String] = []
    ) -> RequestHead {
        RequestHead(
            method: "POST",
            target: target,
            headers: headers.map { EventExtension(name: $0.0, value: $0.1) }
        ).kept(without: SecretMask(secrets))
    }

    @Test(arguments: [
        ("Authorization", "Bearer abc.def", "Bearer ***"), ("authorization", "Basic dXNlcjpwYXNz", "Basic ***"),
        ("proxy-authorization", "abcdef", "***"), ("Cookie", "session=1; b=2", "***"),
        ("set-cookie", "a=1", "***"), ("X-API-Key", "k", "***"), ("PRIVATE-TOKEN", "", "***"),
        ("x_client_secret", "two words", "***"), ("webhook-signature", "v1,c2ln", "v1,c2ln"),
        ("content-type", "application/json", "application/json"), ("x-tokens-left", "5", "5"),
    ])
    func `has no credentials, by the names of headers`(name: String, value: String, shown: String) {
        #expect(kept([(name, value)]).headers == [EventExtension(name: name, value: shown)])
    }

    @Test(arguments: [
        ("https://user:pass@hr.example.com/a@b", "https://***@hr.example.com/a@b"),
        ("https://token@hr.example.com", "https://***@hr.example.com"),
        ("https://hr.example.com/a@b", "https://hr.example.com/a@b"),
        ("https://hr.example.com/?api_key=1&course=WS-101", "https://hr.example.com/?api_key=***&course=WS-101"),
        ("https://hr.example.com/?a=b&access%5Ftoken=x=y&c", "https://hr.example.com/?a=b&access%5Ftoken=***&c"),
        ("https://blob.example.com/x?sv=1&sig=abc", "https://blob.example.com/x?sv=1&sig=***"),
        ("https://hr.example.com/?user=a@b.example", "https://hr.example.com/?user=a@b.example"),
        ("smtps://relay:pass@mail.example.com:465", "smtps://***@mail.example.com:465"),
        ("no URL: a@b", "no URL: a@b"), ("", ""), ("?", "?"), ("a%zz?%zz=1", "a%zz?%zz=1"),
    ])
    func `has no credentials in its target`(target: String, shown: String) {
        #expect(kept(target: target).target == shown)
    }

    @Test func `has no secret of the pipeline, wherever it stands`() {
        let head = kept(
            target: "https://hr.example.com/hooks/s3cret-path?x=1",
            [("x-s3cret-path", "a s3cret-path b")],
            without: ["s3cret-path"]
        )
        #expect(head.target == "https://hr.example.com/hooks/***?x=1")
        #expect(head.headers == [EventExtension(name: "x-***", value: "a *** b")])
        #expect(!head.isCut)
    }

    @Test func `is bounded, by whole headers, and says so`() {
        let long = String(repeating: "é", count: 3000)
        let head = kept(target: "https://hr.example.com/", [("a", long), ("b", long), ("c", "short")])
        #expect(head.headers.map(\.name) == ["a", "c"] && head.isCut)
        let far = kept(target: "https://hr.example.com/" + long)
        #expect(far.target.utf8.count <= 4 << 10 + 2 && far.isCut)
        let names = (0..<2000).map { ("header-\($0)", "value") }
        let many = kept(names)
        #expect(many.isCut && many.headers.count < 2000)
        #expect(many.text.utf8.count < 2 * RequestHead.limit)
    }

    @Test func `is written line by line`() {
        #expect(kept([("a", "1"), ("b", "2")]).text == "POST https://hr.example.com/hook\na: 1\nb: 2")
        #expect(RequestHead(method: "", target: "", headers: []).text.isEmpty)
    }
}
