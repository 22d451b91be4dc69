import PenstockPluginKit
import PluginTesting
import Testing

/// The filter that the documentation of `KeyValue` shows, with a metric.
private struct FirstSeen: Filter {
    struct Configuration: Decodable { var lifetime: Microseconds? }

    static let id = "com.example.first-seen"
    static let summary = "Lets the first event of each subject pass."
    static let schema = #"{"type": "object"}"#

    private let lifetime: Microseconds?
    private let seen: KeyValue
    private let looks: Labelled<Counter>

    init(_ configuration: Configuration, _ setup: Setup) throws {
        lifetime = configuration.lifetime
        seen = try setup.keyValue()
        looks = try setup.counter("looks_total", help: "Events that were looked at.", labels: ["verdict"])
    }

    func filter(_ message: Message, _ call: Call) throws(StageFailure) -> FilterVerdict {
        let subject = String(message.event.subject)
        let isFirst = try seen.insert(subject, call.delivery, for: lifetime, call)
        let first = isFirst ? call.delivery : try seen.value(of: subject, call)
        let isSame = first?.elementsEqual(call.delivery) == true
        looks[isSame ? "pass" : "drop"].increment()
        return isSame ? .pass : .drop
    }
}

/// Does with what it keeps as the attributes of its message say, one after the other.
private struct Script: Transform {
    struct Configuration: Decodable {}
    static let id = "com.example.script"
    static let summary = "Follows a script."
    static let schema = #"{"type": "object"}"#

    private let kept: KeyValue

    init(_ configuration: Configuration, _ setup: Setup) throws { kept = try setup.keyValue() }

    func transform(_ message: Message, into output: Output, _ call: Call) throws(StageFailure) -> BodyVerdict {
        for (word, argument) in message.attributes {
            let key = String(argument)
            switch String(word) {
            case "set": try kept.set(key, to: "1".utf8, call)
            case "briefly": try kept.set(key, to: "1".utf8, for: Microseconds(10), call)
            case "long": try kept.set(key, to: [UInt8](repeating: 0, count: 65_537), call)
            case "remove": try kept.remove(key, call)
            case "replace": try output.append("\(try kept.exchange(key, from: "1".utf8, to: "2".utf8, call)) ")
            case "get": try output.append((try kept.value(of: key, call)).map { String($0) + " " } ?? "- ")
            default: throw .permanent("scripted", "as the script says")
            }
        }
        return .wrote
    }
}

/// Counts in every way.
private struct Meter: Filter {
    struct Configuration: Decodable { var name: String? }
    static let id = "com.example.meter"
    static let summary = "Counts."
    static let schema = #"{"type": "object"}"#

    private let level: Gauge
    private let sizes: Histogram

    init(_ configuration: Configuration, _ setup: Setup) throws {
        level = try setup.gauge(configuration.name ?? "level", help: "How high it is.")
        sizes = try setup.histogram("body_bytes", help: "How large bodies are.", bounds: [10, 100])
    }

    func filter(_ message: Message, _ call: Call) throws(StageFailure) -> FilterVerdict {
        level.set(5)
        level.add(-2)
        sizes.observe(Double(message.body.count))
        return .pass
    }
}

/// The transform that the documentation of `History` shows.
private struct Peers: Transform {
    struct Configuration: Decodable {}
    static let id = "com.example.peers"
    static let summary = "Writes the figures of a score."
    static let schema = #"{"type": "object"}"#

    private let history: History?

    init(_ configuration: Configuration, _ setup: Setup) throws { history = setup.history }

    func transform(_ message: Message, into output: Output, _ call: Call) throws(StageFailure) -> BodyVerdict {
        guard let figures = try history?.figures(of: "score", call) else { return .unchanged }
        try output.append(figures)
        return .wrote
    }
}

private let library = Library(
    id: "services",
    version: "1.0.0",
    vendor: "Tests",
    stages: [.filter(FirstSeen.self), .transform(Script.self), .filter(Meter.self), .transform(Peers.self)]
)

@Suite struct `A stage that asks what stood before` {
    private let message = TestMessage(body: "as it was")
    private let figures = #"{"value":90,"peers":{"counted":2,"mean":80},"own":{"count":0}}"#

    @Test func `gets the figures of a measure, and nothing for a name that there is not`() throws {
        let stage = try StageHarness(library, .transform, Peers.id)
        var call = TestCall()
        #expect(try stage.transform(message, call).text == "as it was")
        call.figures = ["score": figures]
        #expect(try stage.transform(message, call).text == figures)
        call.figures = ["days": figures]
        #expect(try stage.transform(message, call).text == "as it was")
    }

    @Test func `passes on that the store could not be read`() throws {
        let stage = try StageHarness(library, .transform, Peers.id)
        var call = TestCall()
        call.figures = nil
        let answer = try stage.transform(message, call)
        #expect(answer.verdict == -1 && answer.failure?.code == "history-unreadable")
    }

    @Test func `knows a host that is too old`() throws {
        let stage = try StageHarness(library, .transform, Peers.id, lacking: ["penstock.history"])
        var call = TestCall()
        call.figures = ["score": figures]
        #expect(try stage.transform(message, call).text == "as it was")
    }
}

@Suite struct `A stage that keeps values` {
    private func call(_ delivery: String, at microseconds: Int64 = 0) -> TestCall {
        var call = TestCall()
        call.delivery = delivery
        call.nowMicroseconds = microseconds
        return call
    }

    @Test func `finds what an earlier delivery wrote, until its time is over`() throws {
        let stage = try StageHarness(library, .filter, FirstSeen.id, with: #"{"lifetime": "1ms"}"#)
        #expect(try stage.filter(TestMessage(), call("one")).passed)
        #expect(try stage.filter(TestMessage(), call("two", at: 999)).dropped)
        #expect(stage.value(of: "course/WS-101", at: call("any", at: 999)) == Array("one".utf8))
        #expect(try stage.filter(TestMessage(), call("three", at: 1000)).passed)
        #expect(try stage.filter(TestMessage(), call("three", at: 1001)).passed, "the same delivery again")
        let figures = stage.metrics
        #expect(figures == [#"looks_total{verdict="pass"}"#: 3, #"looks_total{verdict="drop"}"#: 1])
    }

    @Test func `writes nothing where the outcome is lost, in trials and in tests`() throws {
        let stage = try StageHarness(library, .filter, FirstSeen.id)
        var lost = call("one")
        lost.storesOutcome = false
        #expect(try stage.filter(TestMessage(), lost).passed)
        for purpose in [TestCall.Purpose.trial, .test] {
            var trial = call("trial")
            trial.purpose = purpose
            #expect(try stage.filter(TestMessage(), trial).passed)
        }
        #expect(stage.value(of: "course/WS-101") == nil)
        #expect(try stage.filter(TestMessage(), call("one")).passed)
    }

    @Test func `comes again where another delivery has the key`() throws {
        let stage = try StageHarness(library, .filter, FirstSeen.id)
        stage.reserve("course/WS-101")
        let answer = try stage.filter(TestMessage(), call("two"))
        #expect(answer.verdict == -1 && answer.failure?.code == "state-reserved")
        stage.reserve("course/WS-101", false)
        #expect(try stage.filter(TestMessage(), call("two")).passed)
    }

    private func run(_ stage: StageHarness, at now: Int64 = 0, _ script: [(String, String)]) throws -> Answer {
        var message = TestMessage()
        message.attributes = script.map { Field($0, $1) }
        return try stage.transform(message, call("one", at: now))
    }

    @Test func `sees its own writes, replaces and removes`() throws {
        let stage = try StageHarness(library, .transform, Script.id)
        let script = [
            ("get", "a"), ("replace", "a"), ("set", "a"), ("get", "a"), ("replace", "a"), ("get", "a"), ("set", "b"),
            ("remove", "a"), ("get", "a"),
        ]
        #expect(try run(stage, script).text == "- false 1 true 2 - ")
        #expect(stage.value(of: "a") == nil && stage.value(of: "b") == Array("1".utf8))
        #expect(try run(stage, at: 5, [("briefly", "c"), ("get", "c")]).text == "1 ")
        #expect(try run(stage, at: 14, [("get", "c")]).text == "1 " && run(stage, at: 15, [("get", "c")]).text == "- ")
    }

    @Test func `keeps nothing of a delivery that fails`() throws {
        let stage = try StageHarness(library, .transform, Script.id)
        #expect(try run(stage, [("set", "a"), ("fail", "")]).failure?.code == "scripted")
        #expect(stage.value(of: "a") == nil)
    }

    @Test(arguments: [
        ([("set", "")], -2, "state-refused"), ([("get", String(repeating: "k", count: 513))], -2, "state-refused"),
        ([("long", "a")], -2, "state-refused"), ((0...64).map { ("set", "\($0)") }, -4, "state-limit"),
    ])
    func `is told by the host what it may not do`(script: [(String, String)], verdict: Int32, code: String) throws {
        let stage = try StageHarness(library, .transform, Script.id)
        let answer = try run(stage, script)
        #expect(answer.verdict == verdict && answer.failure?.code == code)
        #expect(answer.failure?.text.isEmpty == false)
    }
}

@Suite struct `A stage that shows figures` {
    @Test func `sets, adds and observes`() throws {
        let stage = try StageHarness(library, .filter, Meter.id)
        for _ in 0..<2 { #expect(try stage.filter(TestMessage(), TestCall()).passed) }
        #expect(stage.metrics == ["level": 3, "body_bytes": 2])
    }

    @Test(arguments: ["Level", "level_total", "1level", "body_bytes"])
    func `is told why a name is refused`(name: String) throws {
        let refused = try #require(throws: ConfigurationRefused.self) {
            try StageHarness(library, .filter, Meter.id, with: #"{"name": "\#(name)"}"#)
        }
        #expect(refused.problems.count == 1)
        #expect(refused.problems.first?.text.contains(name) == true)
    }
}
