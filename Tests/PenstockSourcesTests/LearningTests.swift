import PenstockCore
import PenstockJSON
import PenstockPipelines
import Testing

@testable import PenstockSources

@Suite struct `What is learned` {
    private static let rules = """
        verify: { any: [{ field: secret, equals: "${env:S}" }, { header: X-Secret, equals: "${env:S}" }] }
        events: [{ when: { hook: known }, type: user.added, data: { username: u } }]
        learn: true
        """

    private func learned(_ request: InboundRequest) throws -> (json: JSONValue, text: String, reason: String) {
        let sample = try Sample(Self.rules)
        let received = try sample.receive(request)
        let problem = SourceMapper(sample.source, catalog: Sample.catalog, thread: 0).map(received, at: Sample.now)
        let new = received.learned(from: sample.source, because: problem.problemText, at: Sample.now)
        #expect(new.source == "lms" && new.at == Sample.now && new.request.count <= NewLearnedRequest.mostBytes)
        return (try JSONValue.parse(new.request), String(decoding: new.request, as: UTF8.self), new.reason)
    }

    @Test func `has all of the request but what verified it`() throws {
        let request = InboundRequest(
            hook: "new",
            query: [("a", "1"), ("a", "2")],
            headers: [
                ("Content-Type", "application/json"), ("X-Secret", "test-secret"), ("Authorization", "Basic eDp5"),
                ("X-Kind", "k"),
            ],
            body: #"{"secret":"test-secret","u":"learner1","n":1.50}"#
        )
        let (json, _, reason) = try learned(request)
        #expect(
            json == [
                "method": "POST", "hook": "new", "headers": ["content-type": "application/json", "x-kind": "k"],
                "query": ["a": ["1", "2"]], "body": ["u": "learner1", "n": 1.50],
            ]
        )
        #expect(reason == "no event's 'when' holds: the request has the hook 'new'; looked for hook is known")
    }

    @Test func `shows no secret wherever a sender repeats it`() throws {
        let request = InboundRequest(
            hook: "test-secret",
            query: [("test-secret", "x"), ("again", "a test-secret b")],
            headers: [("Content-Type", "application/json"), ("X-Secret", "test-secret"), ("X-Other", "test-secret")],
            body: #"{"list":["test-secret",{"test-secret":"dGVzdC1zZWNyZXQ="}],"u":"test%2Dsecret"}"#
        )
        let (_, text, reason) = try learned(request)
        #expect(!text.contains("test-secret") && !text.contains("dGVzdC1zZWNyZX"), "\(text)")
        #expect(!reason.contains("test-secret"))
    }

    @Test func `is cut where it is too much`() throws {
        let long = String(repeating: "\u{1}ä", count: 40_000)
        let (json, _, _) = try learned(.form("secret=test-secret&u=\(FormDecodingText.encode(long))", hook: "new"))
        #expect(json["body"] == nil && json["body_bytes"] != nil)
        #expect(json["body_start"]?.stringValue?.hasPrefix(#"{"u":"#) == true)
    }
}

/// Texts as a form has them.
private enum FormDecodingText {
    static func encode(_ text: String) -> String {
        String(decoding: FormDecoding.bytes([InboundRequest.Field("", text)]).dropFirst(), as: UTF8.self)
    }
}
