import JQStages
import PluginTesting
import Testing

@Suite struct `The jq filter` {
    private func verdict(_ expression: String, _ message: TestMessage = TestMessage(data: #"{"score":"93"}"#)) throws
        -> Answer
    {
        try StageHarness(library, .filter, "jq", with: #"{"expression":"\#(expression)"}"#).filter(message)
    }

    @Test(arguments: [
        (".data.score | tonumber >= 80", true), (".data.score | tonumber < 80", false),
        ("$event.type == .type", true), ("$event.data.score == \\\"94\\\"", false),
        (".data | has(\\\"missing\\\") # a comment at the end", false),
        ("def limit: 90; (.data.score | tonumber) > limit", true),
        ("now == 1614265330", true),
    ])
    func `true passes and false drops`(expression: String, passes: Bool) throws {
        let answer = try verdict(expression)
        #expect(answer.passed == passes)
        #expect(answer.dropped == !passes)
        if !passes { #expect(answer.explanation?.hasPrefix("the expression is false: ") == true) }
    }

    @Test(arguments: [
        (".data.score", "jq-outputs", "yielded a string"), ("null", "jq-outputs", "yielded null"),
        ("{}", "jq-outputs", "yielded an object"), ("empty", "jq-outputs", "yielded nothing"),
        ("true, true", "jq-outputs", "yielded several"), (".data.score + 1", "jq-error", "cannot be added"),
        ("true, error(\\\"late\\\")", "jq-error", "failed: late"), ("error({code: 1})", "jq-error", #"{"code":1}"#),
        ("halt", "jq-error", "halt is not offered"),
    ])
    func `anything but one boolean is a failure`(expression: String, code: String, words: String) throws {
        let answer = try verdict(expression)
        #expect(answer.verdict == -2)
        #expect(answer.failure?.code == code)
        #expect(answer.failure?.text.contains(words) == true)
    }

    @Test(arguments: ["not json", "", #"{"a":"#, "{} {}"])
    func `a body that is not JSON is a failure that names its type`(body: String) throws {
        let answer = try verdict("true", TestMessage(body: body, contentType: "text/plain"))
        #expect(answer.failure?.code == "body-not-json")
        #expect(answer.failure?.text.contains("text/plain") == true)
    }

    @Test func `after a failure the next message is judged by itself`() throws {
        let stage = try StageHarness(library, .filter, "jq", with: #"{"expression":".data.score, .data.more[]"}"#)
        #expect(try stage.filter(TestMessage(data: #"{"score":true,"more":1}"#)).failure?.code == "jq-error")
        #expect(try stage.filter(TestMessage(data: #"{"score":true,"more":[]}"#)).passed)
        #expect(try stage.filter(TestMessage(data: #"{"score":true,"more":[]}"#), thread: 3).passed)
    }

    @Test(arguments: [
        ("env | length == 0", true), ("$ENV | length == 0", true), ("(env.PATH // $ENV.HOME) == null", true),
        ("[inputs] == []", true), ("(debug | stderr) != null", true),
    ])
    func `the environment and the host's output are out of reach`(expression: String, passes: Bool) throws {
        #expect(try verdict(expression).passed == passes)
    }
}

@Suite struct `The jq transform` {
    private func transform(
        _ configuration: String,
        _ message: TestMessage = TestMessage(data: #"{"score":"93","id":"WS-101"}"#)
    ) throws -> Answer {
        try StageHarness(library, .transform, "jq", with: configuration).transform(message)
    }

    @Test func `the output becomes the body, as compact JSON`() throws {
        let answer = try transform(
            #"{"expression":"{course: .data.id, score: (.data.score | tonumber), \"ü\": \"ä\\n\", from: $event.source}"}"#
        )
        #expect(answer.verdict == 0)
        #expect(answer.text == #"{"course":"WS-101","score":93,"ü":"ä\n","from":"/lms"}"#)
        #expect(answer.contentType == "application/json")
        #expect(answer.headers.isEmpty)
    }

    @Test func `the event stays reachable when the body is another`() throws {
        let answer = try transform(
            #"{"expression":"[.a, $event.data.b]"}"#,
            TestMessage(body: #"{"a":1}"#, data: #"{"b":2}"#)
        )
        #expect(answer.text == "[1,2]")
    }

    @Test func `headers come from expressions of their own`() throws {
        let answer = try transform(
            #"{"expression":".data","headers":{"X-Course":".data.id # the item","X-Type":"$event.type"}}"#
        )
        #expect(answer.text == #"{"score":"93","id":"WS-101"}"#)
        #expect(answer.headers == [Field("X-Course", "WS-101"), Field("X-Type", "course.completed")])
    }

    @Test(arguments: [
        (#"{"expression":"empty"}"#, "jq-outputs", "the expression yields one output, and it yielded nothing"),
        (#"{"expression":"1, 2"}"#, "jq-outputs", "the expression yields one output, and it yielded several"),
        (#"{"expression":"repeat(1)"}"#, "jq-outputs", "the expression yields one output, and it yielded several"),
        (
            #"{"expression":"1","headers":{"X-A":"repeat(\"a\")"}}"#, "jq-outputs",
            "the expression of header X-A yields one output, and it yielded several"
        ),
        (
            #"{"expression":"1","headers":{"X-A":"empty"}}"#, "jq-outputs",
            "the expression of header X-A yields one output, and it yielded nothing"
        ),
        (
            #"{"expression":"1","headers":{"X-A":"7"}}"#, "jq-header",
            "the expression of header X-A yields a string, and this one yielded a number"
        ),
        (
            #"{"expression":"1","headers":{"X-A":"\"a\\nb: c\""}}"#, "jq-header",
            "the value of header X-A has a line break or another control character"
        ),
        (
            #"{"expression":".data.id | tonumber"}"#, "jq-error",
            "the jq expression failed: Invalid numeric literal at EOF at line 1, column 6 (while parsing 'WS-101')"
        ),
    ])
    func `what is not one output is a failure and writes nothing`(
        configuration: String,
        code: String,
        text: String
    ) throws {
        let answer = try transform(configuration)
        #expect(answer.verdict == -2)
        #expect(answer.failure?.code == code)
        #expect(answer.failure?.text == text)
    }

    @Test func `a body beyond the host's limit is a failure of that kind`() throws {
        let stage = try StageHarness(
            library,
            .transform,
            "jq",
            with: #"{"expression":"[range(100)]"}"#,
            bodyLimit: 64
        )
        #expect(try stage.transform(TestMessage()).verdict == -4)
    }
}

@Suite struct `jq's syntax errors` {
    @Test(arguments: [
        (".data | foo bar", 12, "syntax error: a name stands where the end was expected"),
        (".data +", 7, "syntax error: the expression ends too early"),
        (
            ".data.score >= 80)", 15,
            "syntax error: a character that has no meaning there stands where the end was expected"
        ),
        (".a |\\n  lengthy + 1", 7, "lengthy/0 is not defined"),
        (".foo | foo(1)", 7, "foo/1 is not defined"),
        (".a == $evnt", 6, "$evnt is not defined"),
        ("$__prog_args", 0, "$__prog_args is not defined"),
    ])
    func `are told at their place`(expression: String, offset: Int, text: String) throws {
        for (kind, rest) in [(StageKind.filter, ""), (.transform, ""), (.transform, #","headers":{"X-B":".id\n"}"#)] {
            do {
                _ = try StageHarness(library, kind, "jq", with: #"{"expression":"\#(expression)"\#(rest)}"#)
                Issue.record("accepted")
            } catch {
                let problem = try #require(error.problems.first)
                #expect(problem.pointer == "/expression")
                if rest.isEmpty {
                    #expect(problem.offset == offset)
                    #expect(problem.text == text)
                }
            }
        }
    }

    @Test func `in a header's expression are told there`() throws {
        do {
            _ = try StageHarness(
                library,
                .transform,
                "jq",
                with: #"{"expression":".a\n| .b","headers":{"X-A/B":".c | d"}}"#
            )
            Issue.record("accepted")
        } catch {
            #expect(
                error.problems == [
                    Problem(isWarning: false, pointer: "/headers/X-A~1B", offset: 5, text: "d/0 is not defined")
                ]
            )
        }
    }

    @Test(arguments: ["", "  ", "\\n"])
    func `an empty expression is refused`(expression: String) throws {
        #expect(throws: ConfigurationRefused.self) {
            try StageHarness(library, .filter, "jq", with: #"{"expression":"\#(expression)"}"#)
        }
    }
}
