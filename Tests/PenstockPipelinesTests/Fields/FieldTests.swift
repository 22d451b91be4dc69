import PenstockCore
import PenstockJSON
import PenstockPipelines
import Synchronization
import Testing

@Suite struct `Fields that a pipeline reads` {
    private static let send = ["transport: send", "  with: { text: x }"]

    static let pipelines: [(String, [String])] = [
        (pipeline(stages: ["filter: probe", "  with: { pointer: /data/score }"] + send), []),
        (
            pipeline(stages: ["filter: probe", "  with: { pointer: /data/scor }"] + send),
            ["p.yaml:5:22: warning: course.completed has no field /data/scor -> /data/score"]
        ),
        (
            pipeline(stages: ["filter: probe", "  with: { pointer: /data/colour }"] + send),
            ["p.yaml:5:22: warning: course.completed has no field /data/colour"]
        ),
        (
            pipeline(stages: ["filter: probe", "  with: { pointer: /score }"] + send),
            ["p.yaml:5:22: warning: an event has no /score -> /data/score"]
        ),
        (
            pipeline(stages: ["filter: probe", "  with: { pointer: /dta/score }"] + send),
            ["p.yaml:5:22: warning: an event has no /dta/score -> /data/score"]
        ),
        (pipeline(stages: ["filter: probe", "  with: { pointer: /traceparent }"] + send), []),
        (pipeline(stages: ["filter: probe", "  with: { pointer: /subject }"] + send), []),
        (
            pipeline(stages: ["filter: probe", "  with: { pointer: /data/score/points }"] + send),
            ["p.yaml:5:22: warning: course.completed has no field /data/score/points"]
        ),
        // A place in a text.
        (
            pipeline(stages: ["transport: send", "  with: { text: 'a {{data.username}} {{data.scor}}' }"]),
            ["p.yaml:5:42: warning: course.completed has no field data.scor -> data.score"]
        ),
        (
            pipeline(stages: ["transport: send", "  with:", "    text: |", "      a", "      b {{event.data.scor}}"]),
            ["p.yaml:8:13: warning: course.completed has no field event.data.scor -> event.data.score"]
        ),
        // What becomes of the body.
        (pipeline(stages: ["transform: rewrite", "transport: send", "  with: { text: '{{data.scor}}' }"]), []),
        (
            pipeline(stages: ["transform: rewrite", "transport: send", "  with: { text: '{{event.data.scor}}' }"]),
            ["p.yaml:6:22: warning: course.completed has no field event.data.scor -> event.data.score"]
        ),
        (
            pipeline(stages: [
                "transform: enrich", "  with: { into: /data/person }", "transport: send",
                "  with: { text: '{{data.person.email}} {{data.persn}}' }",
            ]),
            ["p.yaml:7:44: warning: course.completed has no field data.persn"]
        ),
        (
            // Where it adds is the stage's own default.
            pipeline(stages: [
                "transform: enrich", "transport: send", "  with: { text: '{{data.known.email}} {{data.persn}}' }",
            ]),
            ["p.yaml:6:43: warning: course.completed has no field data.persn"]
        ),
        (
            pipeline(
                stages: [
                    "filter: probe", "  with: { pointer: /data/person/email }", "transform: enrich",
                    "  with: { into: /data/person }",
                ] + send
            ),
            ["p.yaml:5:22: warning: course.completed has no field /data/person/email"]
        ),
        // Several types.
        (
            pipeline(
                on: "[course.completed, ilt.completed]",
                stages: ["filter: probe", "  with: { pointer: /data/score }"] + send
            ),
            ["p.yaml:5:22: hint: not every event here has /data/score: ilt.completed does not"]
        ),
        (
            pipeline(
                on: "[course.completed, ilt.completed]",
                stages: ["filter: probe", "  with: { pointer: /data/score, exists: true }"] + send
            ), []
        ),
        (
            pipeline(
                on: "[course.completed, ilt.completed]",
                stages: ["filter: probe", "  with: { event: /data/scor }"] + send
            ),
            ["p.yaml:5:20: warning: none of the 2 event types here has a field /data/scor -> /data/score"]
        ),
        // A type that nobody knows may have any field.
        (
            pipeline(
                on: "[course.completed, x.y]",
                stages: ["filter: probe", "  with: { pointer: /data/scor }"] + send
            ),
            ["p.yaml:2:24: warning: the catalog has no event type 'x.y'"]
        ),
        // What intake reads.
        (
            pipeline(stages: send, keys: ["order_by: { key: /data/usrname }"]),
            ["p.yaml:3:18: warning: course.completed has no field /data/usrname -> /data/username"]
        ),
        (
            pipeline(stages: send, keys: ["dedupe: { by: [/data/username, /data/dat], window: 1h }"]),
            ["p.yaml:3:32: warning: course.completed has no field /data/dat -> /data/date"]
        ),
    ]

    @Test(arguments: pipelines)
    func `are compared with the catalog`(text: String, complaints: [String]) throws {
        let directory = try PipelineDirectory(["p.yaml": text])
        #expect(directory.complaints(directory.load(stageTypes: .reading).diagnostics) == complaints)
    }

    @Test func `in a file are shown in that file`() throws {
        let directory = try PipelineDirectory([
            "p.yaml": pipeline(stages: ["transport: send", "  with: { file: mails/a.mustache }"]),
            "mails/a.mustache": "One\n{{data.scor}}\n",
        ])
        let diagnostic = try #require(directory.load(stageTypes: .reading).diagnostics.first)
        #expect(diagnostic.position == SourcePosition(file: directory.path + "/mails/a.mustache", line: 2, column: 3))
        #expect(diagnostic.sourceLine == "{{data.scor}}")
    }

    @Test func `are foreseen together, each type once, and one alone is not`() throws {
        let told = Told()
        var types = StageDoubles.reading
        for index in types.types.indices { types.types[index].foreseen = { told.add($0) } }
        let probe = ["filter: probe", "  with: { pointer: /data/score }"]
        let directory = try PipelineDirectory([
            "a.yaml": pipeline(name: "a", stages: probe + probe + Self.send),
            "b.yaml": pipeline(name: "b", stages: ["filter: probe", "  isolation: process", "transport: send"]),
            "c.yaml": pipeline(name: "c", stages: ["transform: rewrite", "transport: nobody"]),
        ])
        _ = directory.load(stageTypes: types)
        let probes = #"{"pointer":"/data/score"}"#
        #expect(told.all.sorted { $0[0] < $1[0] } == [[probes, probes], [#"{"text":"x"}"#, "{}"]])
    }
}

/// What stage types were told.
private final class Told: Sendable {
    private let lists = Mutex<[[String]]>([])
    func add(_ list: [[UInt8]]) { lists.withLock { $0.append(list.map { String(decoding: $0, as: UTF8.self) }) } }
    var all: [[String]] { lists.withLock { $0 } }
}
