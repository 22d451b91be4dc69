import PenstockCore
import PenstockJSON
import Testing

@testable import PenstockPipelines

private let completed: EventType? = {
    let text = """
        type: course.completed
        schema:
          required: [username]
          properties:
            username: { type: string }
            score: { type: [number, "null"] }
            date: { format: date }
            person: { type: object, properties: { email: { type: string } } }
        sample: { username: learner1, score: 92.5 }
        """
    return Catalog.read([("course.completed.yaml", Array(text.utf8))]).catalog[type: "course.completed"]
}()

@Suite struct `Event types` {
    @Test(arguments: [
        (#"{"username":"learner1","score":5}"#, nil), (#"{"username":"learner1","other":[]}"#, nil),
        (#"{"username":"learner1","score":"12"}"#, #"/score: expected a number or null, found the string "12""#),
        (
            #"{"username":"learner1","date":"20260309"}"#,
            #"/date: expected a day such as 2026-03-09, found the string "20260309""#
        ),
        ("{}", "the key 'username' is missing"), ("{", "the data is not JSON: "),
    ])
    func `say in one sentence how data contradicts them`(data: String, sentence: String?) throws {
        let type = try #require(completed)
        let found = type.contradiction(of: data.utf8.span)
        if let sentence, sentence.hasSuffix(": ") {
            #expect(found?.hasPrefix(sentence) == true)
        } else {
            #expect(found == sentence)
        }
    }

    @Test(
        arguments: [
            ("key: [/data/username]\nidentity: { window: 24h }", ["/data/username"], nil),
            ("identity: { by: [/subject], window: 24h }", ["/subject"], nil),
            (
                "identity: { window: 24h }", nil,
                "this 'identity' has no 'by', and the event type no 'key' to take instead"
            ),
            ("key: [/data/username]\nidentity: {}", nil, "'identity' needs a 'window'"),
            ("identity: { by: [/subject], windw: 1h, window: 1h }", nil, "'identity' has no key 'windw'"),
            ("identity: 24h", nil, "expected a mapping such as { by: [/data/username, /data/date], window: 30d }"),
        ] as [(String, [String]?, String?)]
    )
    func `say which events are one fact`(keys: String, by: [String]?, complaint: String?) {
        let text = "type: user.added\nsample: { username: learner1 }\n" + keys
        let (catalog, diagnostics) = Catalog.read([("user.added.yaml", Array(text.utf8))])
        let identity = catalog[type: "user.added"]?.identity
        #expect(identity?.by.map(\.description) == by)
        #expect(by == nil || identity?.window == .seconds(86_400))
        if let complaint { #expect(diagnostics.contains { $0.message.hasPrefix(complaint) }, "\(diagnostics)") }
    }

    @Test(
        arguments: [
            ("directory: { key: /data/username }", "people /data/username", nil),
            ("directory: { key: /data/username, as: staff-2 }", "staff-2 /data/username", nil),
            ("directory: {}", nil, "this 'directory' has no 'key'"),
            ("directory: people", nil, "expected a mapping such as { key: /data/username }"),
            ("directory: { key: /subject }", nil, "a row is found by a field of the data, and /subject is none"),
            ("directory: { key: /data/usrname }", nil, "user.added has no field /data/usrname"),
            ("directory: { kye: /data/username }", nil, "'directory' has no key 'kye'"),
            ("directory: { key: /data/username, as: People }", nil, "this cannot be the name of a directory"),
            ("directory: { key: /data/username, as: a- }", nil, "this cannot be the name of a directory"),
        ] as [(String, String?, String?)]
    )
    func `say which directory they feed`(keys: String, rule: String?, complaint: String?) {
        let text = """
            type: user.added
            schema: { type: object, additionalProperties: false, properties: { username: { type: string } } }
            sample: { username: learner1 }

            """ + keys
        let (catalog, diagnostics) = Catalog.read([("user.added.yaml", Array(text.utf8))])
        #expect(catalog[type: "user.added"]?.directory.map { "\($0.name) \($0.key)" } == rule, "\(diagnostics)")
        if let complaint { #expect(diagnostics.contains { $0.message.hasPrefix(complaint) }, "\(diagnostics)") }
    }

    @Test(
        arguments: [
            (#"{"username":"learner1"}"#, "learner1"), (#"{"username":42}"#, "42"), (#"{"username":"\u00e4"}"#, "ä"),
            (#"{"username":""}"#, nil), (#"{"username":null}"#, nil), (#"{"username":["a"]}"#, nil), ("{}", nil),
            ("[]", nil),
        ] as [(String, String?)]
    )
    func `find the key of a row`(data: String, key: String?) {
        let rule = DirectoryRule(key: JSONPointer(tokens: ["data", "username"]))
        #expect(rule.key(in: Array(data.utf8).span) == key)
        let long = Array(#"{"username":"\#(String(repeating: "x", count: 513))"}"#.utf8)
        #expect(rule.key(in: long.span) == nil)
    }

    @Test func `make an event of their sample`() throws {
        let event = try #require(completed).sampleEvent()
        #expect(event == ["type": "course.completed", "data": ["username": "learner1", "score": 92.5]])
    }

    @Test func `set values in the sample`() throws {
        let changes = try ["/data/score=50", "/subject=course/X", "/data/person/email=a=b", "/data/date=2026"].map(
            EventType.change
        )
        let event = try #require(completed).sampleEvent(setting: changes)
        #expect(event["data"]?["score"] == 50)
        #expect(event["subject"] == "course/X")
        #expect(event["data"]?["person"] == ["email": "a=b"])
        #expect(event["data"]?["date"] == 2026)
    }

    @Test(arguments: [
        ("/data/scroe", "course.completed has no field /data/scroe; did you mean '/data/score'?"),
        ("/data/person/mail", "course.completed has no field /data/person/mail; did you mean '/data/person/email'?"),
        ("/score", "/score is no part of an event; did you mean '/data/score'?"),
        ("/subjct", "/subjct is no part of an event; did you mean '/subject'?"),
        ("/data/score/x", "/data/score/x leads into /data/score, which has no members in course.completed"),
        ("", "the pointer leads to the whole event"),
    ])
    func `refuse to set what no such event has`(pointer: String, message: String) throws {
        let type = try #require(completed)
        let changes = [(pointer: try JSONPointer(pointer), value: JSONValue.null)]
        let error = #expect(throws: SampleError.self) { try type.sampleEvent(setting: changes) }
        #expect(error?.description == message)
    }

    @Test(arguments: ["/data/score", "data.score=5"])
    func `refuse what is no change`(text: String) {
        #expect(throws: SampleError.self) { try EventType.change(text) }
    }
}
