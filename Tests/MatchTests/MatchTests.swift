import MatchStages
import PluginTesting
import Testing

@Suite struct `Match` {
    /// Runs `match` over an event with this data.
    private func verdict(_ configuration: String, _ data: String) throws -> Answer {
        try StageHarness(library, .filter, "match", with: configuration).filter(TestMessage(data: data))
    }

    @Test(arguments: [
        (#"{"pointer":"/data/score","equals":80}"#, #"{"score":"80.0"}"#, true),
        (#"{"pointer":"/data/score","equals":80}"#, #"{"score":80}"#, true),
        (#"{"pointer":"/data/score","equals":"80"}"#, #"{"score":80}"#, true),
        (#"{"pointer":"/data/score","equals":"80"}"#, #"{"score":"80.0"}"#, false),
        (#"{"pointer":"/data/number","equals":7}"#, #"{"number":"007"}"#, true),
        (
            #"{"pointer":"/data/number","equals":9007199254740993}"#, #"{"number":9007199254740992}"#,
            false
        ),
        (#"{"pointer":"/data/passed","equals":true}"#, #"{"passed":true}"#, true),
        (#"{"pointer":"/data/passed","equals":true}"#, #"{"passed":false}"#, false),
        (#"{"pointer":"/data/name","equals":"Äther"}"#, #"{"name":"\u00c4ther"}"#, true),
        (#"{"pointer":"/data/by","not_equals":"import"}"#, #"{"by":"admin"}"#, true),
        (#"{"pointer":"/data/by","not_equals":"import"}"#, #"{"by":"import"}"#, false),
        (#"{"pointer":"/data/by","in":["admin","manager"]}"#, #"{"by":"manager"}"#, true),
        (#"{"pointer":"/data/by","in":["admin","manager"]}"#, #"{"by":"sso"}"#, false),
        (#"{"pointer":"/data/by","exists":true}"#, #"{"by":""}"#, true),
        (#"{"pointer":"/data/by","exists":false}"#, #"{"by":null}"#, true),
        (#"{"pointer":"/data/by","exists":true}"#, "{}", false),
        (#"{"pointer":"/data/score","less":80}"#, #"{"score":"9"}"#, true),
        (#"{"pointer":"/data/score","less_or_equal":80}"#, #"{"score":80}"#, true),
        (#"{"pointer":"/data/score","greater":80}"#, #"{"score":80.5}"#, true),
        (
            #"{"pointer":"/data/score","greater_or_equal":{"pointer":"/data/bar"}}"#,
            #"{"score":"100","bar":"80"}"#, true
        ),
        (
            #"{"pointer":"/data/score","greater_or_equal":{"event":"/data/bar"}}"#,
            #"{"score":"79","bar":80}"#, false
        ),
        (#"{"pointer":"/data/date","greater":"2026-01-31"}"#, #"{"date":"2026-02-01"}"#, true),
        (#"{"pointer":"/data/date","less":"20260131"}"#, #"{"date":"20251231"}"#, true),
        (#"{"pointer":"/data/id","matches":"^WS-[0-9]+$"}"#, #"{"id":"WS-101"}"#, true),
        (#"{"pointer":"/data/id","matches":"^WS-[0-9]+$"}"#, #"{"id":"WS-101\n"}"#, false),
        (#"{"pointer":"/data/id","matches":"(?i)äther"}"#, #"{"id":"der ÄTHER"}"#, true),
        (#"{"pointer":"/data/id","starts_with":"WS-"}"#, #"{"id":"WS-101"}"#, true),
        (#"{"pointer":"/data/id","starts_with":"WS-"}"#, #"{"id":"W"}"#, false),
        (#"{"event":"/subject","equals":"course/WS-101"}"#, "{}", true),
    ])
    func `a clause compares one field`(configuration: String, data: String, passes: Bool) throws {
        let answer = try verdict(configuration, data)
        #expect(answer.passed == passes)
        #expect(answer.dropped == !passes)
        #expect((answer.explanation == nil) == passes)
    }

    @Test(arguments: [
        ("{}", "it cannot be decided: /data/score is missing"),
        (#"{"score":null}"#, "it cannot be decided: /data/score is null"),
        (#"{"score":"80"}"#, "it cannot be decided: /data/bar is missing"),
        (
            #"{"score":"80","bar":""}"#,
            #"it cannot be decided: /data/score is "80", which cannot be compared with "" (/data/bar)"#
        ),
        (
            #"{"score":true,"bar":1}"#,
            "it cannot be decided: /data/score is true, which cannot be compared with 1 (/data/bar)"
        ),
        (
            #"{"score":{},"bar":1}"#,
            "it cannot be decided: /data/score is {}, which cannot be compared with 1 (/data/bar)"
        ),
    ])
    func `what cannot be decided is dropped and named, also under not`(data: String, reason: String)
        throws
    {
        let clause = #"{"pointer":"/data/score","greater_or_equal":{"pointer":"/data/bar"}}"#
        for configuration in [clause, #"{"not":\#(clause)}"#] {
            let answer = try verdict(configuration, data)
            #expect(answer.dropped)
            #expect(answer.explanation == reason)
        }
    }

    /// y, n and u stand for clauses that are true, false and undecidable.
    @Test(arguments: [
        ("all", "yy", "y"), ("all", "yn", "n"), ("all", "yu", "u"), ("all", "un", "n"),
        ("all", "uu", "u"),
        ("any", "nn", "n"), ("any", "yn", "y"), ("any", "un", "u"), ("any", "uy", "y"),
        ("any", "uu", "u"),
    ])
    func `all and any follow Kleene`(word: String, parts: String, truth: Character) throws {
        let clauses: [Character: String] = [
            "y": #"{"pointer":"/data/a","equals":1}"#, "n": #"{"pointer":"/data/a","equals":2}"#,
            "u": #"{"pointer":"/data/b","equals":1}"#,
        ]
        let joined = #"{"\#(word)":[\#(parts.compactMap { clauses[$0] }.joined(separator: ","))]}"#
        let plain = try verdict(joined, #"{"a":1}"#)
        let negated = try verdict(#"{"not":\#(joined)}"#, #"{"a":1}"#)
        #expect(plain.passed == (truth == "y"))
        #expect(negated.passed == (truth == "n"))
        if truth == "u" { #expect(plain.explanation == "it cannot be decided: /data/b is missing") }
    }

    @Test(arguments: [
        (
            #"{"pointer":"/data/score","greater_or_equal":{"pointer":"/data/bar"}}"#,
            #"/data/score is "50", not greater than or equal to "80" (/data/bar)"#
        ),
        (
            #"{"all":[{"pointer":"/data/bar","equals":80},{"pointer":"/data/score","equals":80}]}"#,
            #"/data/score is "50", not 80"#
        ),
        (
            #"{"any":[{"pointer":"/data/score","less":1},{"pointer":"/data/bar","in":[1,2]}]}"#,
            #"/data/score is "50", not less than 1, and /data/bar is "80", none of 1, 2"#
        ),
        (#"{"not":{"pointer":"/data/score","equals":50}}"#, #"/data/score is "50""#),
        (
            #"{"pointer":"/data/score","matches":"^a"}"#,
            #"/data/score is "50", which does not match '^a'"#
        ),
        (#"{"pointer":"/data/x","exists":true}"#, "/data/x is missing"),
        (
            #"{"event":"/type","starts_with":"user."}"#,
            #"/type of the event is "course.completed", which does not start with "user.""#
        ),
    ])
    func `a drop says why`(configuration: String, reason: String) throws {
        #expect(try verdict(configuration, #"{"score":"50","bar":"80"}"#).explanation == reason)
    }

    @Test func `pointer reads the body and event the event`() throws {
        let message = TestMessage(body: #"{"data":{"a":2}}"#, data: #"{"a":1}"#)
        for (subject, value) in [("pointer", 2), ("event", 1)] {
            let stage = try StageHarness(
                library,
                .filter,
                "match",
                with: #"{"\#(subject)":"/data/a","equals":\#(value)}"#
            )
            #expect(try stage.filter(message).passed)
        }
    }

    @Test func `a body that is not JSON cannot be decided, and its type is named`() throws {
        let stage = try StageHarness(
            library,
            .filter,
            "match",
            with: #"{"pointer":"/data/a","equals":1}"#
        )
        let answer = try stage.filter(
            TestMessage(body: #"{"data":{"a":1}}"#, contentType: "text/plain; charset=utf-8")
        )
        #expect(
            answer.explanation == "it cannot be decided: /data/a cannot be read, because the body is "
                + "text/plain; charset=utf-8, not JSON"
        )
        #expect(
            try stage.filter(TestMessage(body: #"{"data":{"a":1}}"#, contentType: "application/x+json"))
                .passed
        )
    }

    @Test(arguments: [
        "", "{", #"{"data"#, #"{"data":{"a":"#, #"{"data":{"a":""#, "\u{0}", #"{"data":{"a":"\"#,
    ])
    func `a body that is broken JSON is dropped, not crashed on`(body: String) throws {
        for test in [#""equals":1"#, #""matches":"x""#, #""less":"b""#, #""starts_with":"b""#] {
            let stage = try StageHarness(
                library,
                .filter,
                "match",
                with: #"{"pointer":"/data/a",\#(test)}"#
            )
            #expect(try stage.filter(TestMessage(body: body)).dropped)
        }
    }

    @Test(arguments: [
        String(repeating: "a", count: 40) + "!", String(repeating: "b", count: 20_000),
    ])
    func `a pattern that would not end fails the delivery and says so`(text: String) throws {
        let stage = try StageHarness(
            library,
            .filter,
            "match",
            with: #"{"pointer":"/data/t","matches":"^(a+)+$"}"#
        )
        let answer = try stage.filter(TestMessage(data: #"{"t":"\#(text)"}"#))
        #expect(answer.verdict == -2)
        #expect(answer.failure?.code == "pattern-limit")
        #expect(answer.failure?.text.contains("/data/t") == true)
    }

    @Test func `the fields that are read are reported with their places`() throws {
        let stage = try StageHarness(
            library,
            .filter,
            "match",
            with:
                #"{"all":[{"pointer":"/data/a","less":{"pointer":"/data/b"}},{"event":"/data/c","exists":true}]}"#
        )
        #expect(
            stage.readings == [
                Reading("/all/0/pointer", "/data/a"), Reading("/all/0/less/pointer", "/data/b"),
                Reading("/all/1/event", "/data/c", ofEvent: true, isOptional: true),
            ]
        )
    }
}
