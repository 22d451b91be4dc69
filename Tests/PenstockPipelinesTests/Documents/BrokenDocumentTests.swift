import PenstockCore
import PenstockPipelines
import Testing

@Suite struct `Broken pipeline documents` {
    static let documents: [(String, [String])] = [
        // The document.
        ("- a\n", ["p.yaml:1:1: error: this is no pipeline"]),
        (
            "description: x\n",
            [
                "p.yaml:1:1: error: this pipeline has no 'name'", "p.yaml:1:1: error: this pipeline has no 'on'",
                "p.yaml:1:1: error: this pipeline has no 'stages'",
            ]
        ),
        (pipeline(keys: ["stage: []"]), ["p.yaml:3:1: error: a pipeline has no key 'stage' -> stages"]),
        (pipeline(keys: ["colour: red"]), ["p.yaml:3:1: error: a pipeline has no key 'colour'"]),
        (pipeline(keys: ["retry:"]), ["p.yaml:3:1: error: 'retry' has no value"]),
        (
            pipeline(keys: ["isolation: yes"]),
            ["p.yaml:3:12: error: expected where plugins run, found 'yes'"]
        ),
        (pipeline(name: "a/b"), ["p.yaml:1:7: error: 'a/b' cannot be the name of a pipeline"]),
        (pipeline(name: "12"), ["p.yaml:1:7: error: expected the name of a pipeline, found 12"]),
        (pipeline(name: "${env:X}"), ["p.yaml:1:7: error: references are resolved only under 'with'"]),
        (pipeline(keys: ["enabled: yes"]), ["p.yaml:3:10: error: expected true or false, found 'yes' -> true"]),
        (
            pipeline(keys: ["concurrency: 0"]),
            ["p.yaml:3:14: error: expected a whole number from 1 to 10000, found 0"]
        ),
        (pipeline(keys: ["deadline: 3 days"]), ["p.yaml:3:11: error: expected a duration, found '3 days'"]),
        (pipeline(keys: ["deadline: 0s"]), ["p.yaml:3:11: error: expected a duration, found '0s'"]),
        // on, subject, except
        (
            pipeline(on: "5"),
            ["p.yaml:2:5: error: expected an event type, a list of them, or a glob such as course.*, found 5"]
        ),
        (pipeline(on: "[]"), ["p.yaml:2:5: error: this list is empty"]),
        (
            pipeline(on: "course.completed, ilt.completed"),
            ["p.yaml:2:5: error: an event type holds no spaces and no commas"]
        ),
        (
            pipeline(keys: ["subject: [course/WS-101, 3]"]),
            ["p.yaml:3:26: error: expected an item such as course/WS-101, a list of them, or a glob, found 3"]
        ),
        (pipeline(keys: ["except: ''"]), ["p.yaml:3:9: error: this text is empty"]),
        // rate, order_by, dedupe
        (pipeline(keys: ["rate: 50"]), ["p.yaml:3:7: error: expected a rate, found 50"]),
        (pipeline(keys: ["rate: 0/s"]), ["p.yaml:3:7: error: expected a rate, found '0/s'"]),
        (pipeline(keys: ["rate: 5/week"]), ["p.yaml:3:7: error: expected a rate, found '5/week'"]),
        (
            pipeline(keys: ["order_by: /data/username"]),
            [
                "p.yaml:3:11: error: expected a mapping such as { key: /data/username, when_dead: hold }, found '/data/username'"
            ]
        ),
        (
            pipeline(keys: ["order_by: { key: .data.username, when_dead: stop }"]),
            [
                "p.yaml:3:18: error: '.data.username' is no pointer -> /data/username",
                "p.yaml:3:45: error: expected hold or continue, found 'stop'",
            ]
        ),
        (
            pipeline(keys: ["order_by: { kye: /data/username }"]),
            [
                "p.yaml:3:11: error: this 'order_by' has no 'key'",
                "p.yaml:3:13: error: 'order_by' has no key 'kye' -> key",
            ]
        ),
        (
            pipeline(keys: ["dedupe: { by: [/username, /data/date] }"]),
            [
                "p.yaml:3:9: error: this 'dedupe' has no 'window'",
                "p.yaml:3:16: warning: an event has no /username -> /data/username",
            ]
        ),
        (
            pipeline(keys: ["dedupe: { by: [/user_name], window: 24h }"]),
            ["p.yaml:3:16: error: '/user_name' is no place in an event -> /data/user_name"]
        ),
        (
            pipeline(keys: ["dedupe: { by: [], window: 24h }"]),
            ["p.yaml:3:15: error: expected a list of pointers, found an empty one"]
        ),
        (
            pipeline(keys: ["dedupe: true"]),
            [
                "p.yaml:3:9: error: expected a mapping such as { by: [/data/username, /data/date], window: 24h }, or false, found true"
            ]
        ),
        // retry, outcomes
        (
            pipeline(keys: ["retry: 5s"]),
            ["p.yaml:3:8: error: expected a mapping with schedule, then and jitter, found '5s'"]
        ),
        (
            pipeline(keys: ["retry: { schedule: [5s, soon, 5], then: stopp, jiter: 20% }"]),
            [
                "p.yaml:3:25: error: expected a duration, found 'soon'",
                "p.yaml:3:31: error: expected a duration, found 5",
                "p.yaml:3:41: error: expected stop or repeat, found 'stopp'",
                "p.yaml:3:48: error: 'retry' has no key 'jiter' -> jitter",
            ]
        ),
        (
            pipeline(keys: ["retry: { schedule: [], then: repeat, jitter: 120% }"]),
            [
                "p.yaml:3:30: error: the schedule is empty and has no last interval to repeat",
                "p.yaml:3:46: error: expected a percentage, found '120%'",
            ]
        ),
        (
            pipeline(keys: ["outcomes: { 404: permanant, 6xx: delivered, 5xx: plugin-fault }"]),
            [
                "p.yaml:3:18: error: 'permanant' is no outcome -> permanent", "p.yaml:3:29: error: '6xx' is no status",
                "p.yaml:3:50: error: 'plugin-fault' is no outcome",
            ]
        ),
        // egress
        (pipeline(keys: ["egress: [10.0.0.0/8]"]), ["p.yaml:3:9: error: expected a mapping, found a list"]),
        (pipeline(keys: ["egres: {}"]), ["p.yaml:3:1: error: a pipeline has no key 'egres' -> egress"]),
        (pipeline(keys: ["egress: { alow: [] }"]), ["p.yaml:3:11: error: 'egress' has no key 'alow' -> allow"]),
        (pipeline(keys: ["egress: { allow: hr.lan }"]), ["p.yaml:3:18: error: expected a list, found 'hr.lan'"]),
        (
            pipeline(keys: ["egress: { allow: [10.20.0.0/33, '*', hr.lan, 5, '${env:X}'] }"]),
            [
                "p.yaml:3:19: error: '10.20.0.0/33' is neither a network nor the name of a host",
                "p.yaml:3:33: error: '*' is neither a network nor the name of a host",
                "p.yaml:3:46: error: expected a network such as 10.20.0.0/16, or a name such as hr.internal or "
                    + "*.internal, found 5",
                "p.yaml:3:49: error: references are resolved only under 'with'",
            ]
        ),
        // stages
        (pipeline(stages: ["http"]), ["p.yaml:4:5: error: expected a stage, found 'http'"]),
        (
            "name: a\non: course.completed\nstages: []\n",
            ["p.yaml:3:9: error: expected a list of stages, found an empty list"]
        ),
        (pipeline(stages: ["with: {}"]), ["p.yaml:4:5: error: this stage does not say what it is"]),
        (
            pipeline(stages: ["filter: match", "  transport: http"]),
            ["p.yaml:5:5: error: a stage is a filter or a transport, not both"]
        ),
        (
            pipeline(stages: ["filter: mach", "transport: htp"]),
            [
                "p.yaml:4:13: error: unknown filter 'mach' -> match",
                "p.yaml:5:16: error: unknown transport 'htp' -> http",
            ]
        ),
        (
            pipeline(stages: ["transform: match", "transport: smtp", "  with: { url: x }"]),
            ["p.yaml:4:16: error: 'match' is a filter, not a transform"]
        ),
        (
            pipeline(stages: ["transport: smtp", "  url: x", "  wiht: { url: x }"]),
            [
                "p.yaml:4:16: error: the key 'url' is missing", "p.yaml:5:5: error: a stage has no key 'url'",
                "p.yaml:6:5: error: a stage has no key 'wiht' -> with",
            ]
        ),
        (
            pipeline(stages: ["transport: smtp", "  with: { url: x }", "  timeout: 100ms"]),
            ["p.yaml:6:14: error: a stage that may take less than 500ms counts as hung on a busy machine"]
        ),
        (
            pipeline(stages: ["transport: smtp", "  with: { url: x }", "  isolation: true"]),
            ["p.yaml:6:16: error: expected where plugins run, found true"]
        ),
        (
            pipeline(stages: ["filter: match", "  with: { pointer: /a }"]),
            ["p.yaml:4:5: error: the last stage must be a transport"]
        ),
        (
            pipeline(stages: [
                "sign: standard-webhooks", "  with: { secrets: ['${env:S}'] }", "filter: match",
                "  with: { pointer: /a }", "transport: smtp", "  with: { url: x }", "transport: smtp",
                "  with: { url: x }",
            ]),
            [
                "p.yaml:6:5: error: a filter cannot follow a signer: what is signed must not change",
                "p.yaml:10:5: error: a second transport follows the transport 'smtp', which must be the last stage",
            ]
        ),
        (
            pipeline(stages: [
                "filter: match", "  name: a", "  with: { pointer: /a }", "transport: smtp", "  name: a",
                "  with: { url: x }",
            ]),
            ["p.yaml:8:11: error: another stage of this pipeline is named 'a' already"]
        ),
        // Configurations.
        (
            pipeline(stages: ["transport: smtp", "  with: [url]"]),
            ["p.yaml:5:11: error: expected a mapping, found a list"]
        ),
        (
            pipeline(stages: [
                "filter: match", "  with: { pointer: /data/score, greater_or_equals: 80 }", "transport: smtp",
                "  with: { url: x }",
            ]),
            ["p.yaml:5:35: error: unknown key 'greater_or_equals' -> greater_or_equal"]
        ),
        (
            pipeline(stages: [
                "transport: http", "  with: { url: 'https://hr.example.com', timeout: soon, ca_file: none.pem }",
            ]),
            ["p.yaml:5:53: error: this is no duration", "p.yaml:5:68: error: none.pem does not exist"]
        ),
        (
            pipeline(stages: [
                "filter: match", "  with: { pointer: .data.score }", "transport: smtp", "  with: { url: x }",
            ]),
            ["p.yaml:5:22: error: a JSON Pointer begins with '/' -> /data/score"]
        ),
        (
            pipeline(stages: [
                "transform: jq", "  with: { expression: '.a + ''b'' wrong' }", "transport: smtp", "  with: { url: x }",
            ]),
            ["p.yaml:5:37: error: syntax error near .a + 'b' wrong"]
        ),
        (
            pipeline(stages: [
                "transform: jq", "  with:", "    expression: |", "      .a", "        + wrong", "transport: smtp",
                "  with: { url: x }",
            ]),
            ["p.yaml:8:13: error: syntax error near .a\n  + wrong\n"]
        ),
        (
            pipeline(stages: [
                "transform: jq", #"  with: { expression: "\u0022é\t wrong" }"#, "transport: smtp", "  with: { url: x }",
            ]),
            ["p.yaml:5:36: error: syntax error near \"é\t wrong"]
        ),
    ]

    @Test(arguments: documents)
    func `are reported where they are wrong`(text: String, expected: [String]) throws {
        let directory = try PipelineDirectory(["p.yaml": text])
        let (set, diagnostics) = directory.load(environment: ["S": "whsec_AAAA"])
        #expect(set == nil)
        #expect(directory.complaints(diagnostics) == expected)
    }

    @Test func `are reported for all files at once, in order`() throws {
        let directory = try PipelineDirectory([
            "b.yaml": pipeline(name: "b", stages: ["transport: htp"]),
            "a.yml": pipeline(name: "a", keys: ["x: 1"]) + "---\n" + pipeline(name: "b"),
            "c.yaml": "name: [",
        ])
        let (set, diagnostics) = directory.load()
        #expect(set == nil)
        let complaints = directory.complaints(diagnostics)
        #expect(
            complaints.prefix(3) == [
                "a.yml:3:1: error: a pipeline has no key 'x'",
                "b.yaml:1:7: error: the name 'b' is taken: a.yml:8:7 has it too",
                "b.yaml:4:16: error: unknown transport 'htp' -> http",
            ]
        )
        #expect(complaints.last?.hasPrefix("c.yaml:") == true)
    }

    @Test func `show the line, what was expected and a near name`() throws {
        let directory = try PipelineDirectory([
            "p.yaml": pipeline(stages: ["filter: mach", "transport: smtp", "  with: { url: x }"])
        ])
        let diagnostic = try #require(directory.load().diagnostics.first)
        #expect(
            diagnostic.rendered() == """
                \(directory.path)/p.yaml:4:13: error: unknown filter 'mach'
                    - filter: mach
                              ^
                  expected: one of the known filters: match
                  did you mean 'match'?
                """
        )
    }

    @Test func `are only warned of where types are open`() throws {
        let directory = try PipelineDirectory([
            "p.yaml": pipeline(on: "[course.complete, 'exam.*', order.paid]")
        ])
        let (set, diagnostics) = directory.load()
        #expect(set != nil)
        #expect(
            directory.complaints(diagnostics) == [
                "p.yaml:2:6: warning: the catalog has no event type 'course.complete' -> course.completed",
                "p.yaml:2:23: warning: 'exam.*' matches no type of the catalog",
                "p.yaml:2:33: warning: the catalog has no event type 'order.paid'",
            ]
        )
    }

    @Test func `include a directory that is not there, and one without pipelines`() throws {
        let directory = try PipelineDirectory([
            "penstock.yaml": "a: 1\n", "x.test.yaml": "a: 1\n", ".x.yaml": "a", "sub/p.yaml": "a",
        ])
        let (set, diagnostics) = directory.load()
        #expect(set?.pipelines.isEmpty == true)
        #expect(diagnostics.map(\.message) == ["no pipelines are here"])
        try directory.write("", to: "x.yaml")
        #expect(directory.load().diagnostics.isEmpty)
        let missing = PipelineLoader.load(
            directory: directory.path + "/none",
            stageTypes: StageDoubles.standard,
            catalog: .known,
            settings: .with(defaults: [:]),
            lookup: .environment([:]),
            configure: true
        )
        #expect(missing.set == nil)
        #expect(missing.diagnostics.map(\.message) == ["the directory does not exist"])
    }
}
