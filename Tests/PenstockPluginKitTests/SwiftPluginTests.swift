import PenstockPluginKit
import PluginTesting
import Testing

/// A whole filter, as the documentation shows one.
struct AtLeast: Filter {
    struct Configuration: Decodable {
        var bytes: Int
    }

    static let id = "com.example.at-least"
    static let summary = "Lets a delivery pass when its body has at least so many bytes."
    static let schema = #"""
        {"type": "object", "required": ["bytes"], "additionalProperties": false,
         "properties": {"bytes": {"type": "integer", "description": "The least size."}}}
        """#

    private let bytes: Int

    init(_ configuration: Configuration, _ setup: Setup) throws {
        guard configuration.bytes >= 0 else {
            throw ConfigurationProblem(at: "/bytes", "a size is not negative")
        }
        bytes = configuration.bytes
    }

    func filter(_ message: Message, _ call: Call) throws(StageFailure) -> FilterVerdict {
        if message.body.count >= bytes { return .pass }
        call.explain("the body has \(message.body.count) bytes")
        return .drop
    }
}

struct Shout: Transform {
    struct Configuration: Decodable {}
    static let id = "com.example.shout"
    static let summary = "Puts the body's ASCII letters in upper case."
    static let schema = #"{"type": "object", "additionalProperties": false}"#

    init(_ configuration: Configuration, _ setup: Setup) {
        setup.reads("/data", at: "")
    }

    func transform(_ message: Message, into output: Output, _ call: Call) throws(StageFailure) -> BodyVerdict {
        guard !message.body.isEmpty else { return .unchanged }
        if call.attempt > 100 { throw .transient("hoarse", "there was too much shouting") }
        try output.append(message.body.map { $0 >= 0x61 && $0 <= 0x7A ? $0 - 0x20 : $0 })
        output.setContentType("text/plain")
        output.setHeader("X-Volume", "loud")
        output.setAttribute("volume", "loud")
        return .wrote
    }
}

struct Echo: Transport {
    struct Configuration: Decodable {}
    static let id = "com.example.echo"
    static let summary = "Answers every delivery with its own body."
    static let schema = "{}"

    init(_ configuration: Configuration, _ setup: Setup) {}

    func prepare(_ message: Message, into output: Output, _ call: Call) throws(StageFailure) {
        output.setTarget(method: "ECHO", "echo:/")
    }

    func submit(_ delivery: Delivery) {
        var result = AttemptResult(.delivered)
        result.status = 200
        result.sent = .yes
        result.responseBody = Array(delivery.message.body)
        result.recipients = [.init(address: "a@example.com", outcome: .delivered, status: 250, reply: "ok")]
        result.attributes = [("target", String(delivery.message.target))]
        delivery.complete(result)
    }

    func drain(within microseconds: Int64) {}
}

private let library = Library(
    id: "example",
    version: "1.0.0",
    vendor: "Tests",
    stages: [.filter(AtLeast.self), .transform(Shout.self), .transport(Echo.self)]
)

@Suite struct `A Swift plugin through the C interface` {
    @Test func `filters, with a reason for its verdict`() throws {
        let stage = try StageHarness(library, .filter, "com.example.at-least", with: #"{"bytes": 3}"#)
        #expect(try stage.filter(TestMessage(body: "abc", contentType: "text/plain", data: "{}"), TestCall()).passed)
        let short = try stage.filter(TestMessage(body: "ab", contentType: "text/plain", data: "{}"), TestCall())
        #expect(short.dropped)
        #expect(short.explanation == "the body has 2 bytes")
    }

    @Test(arguments: [
        (#"{"bytes": -1}"#, "/bytes", "a size is not negative"), (#"{"bytes": "x"}"#, "/bytes", ""),
        ("{}", "", "'bytes' is missing"),
    ])
    func `reports what is wrong in its configuration, and where`(json: String, pointer: String, text: String) throws {
        let refused = try #require(throws: ConfigurationRefused.self) {
            try StageHarness(library, .filter, "com.example.at-least", with: json)
        }
        #expect(refused.problems.map(\.pointer) == [pointer])
        #expect(text.isEmpty || refused.problems.first?.text == text)
    }

    @Test func `transforms body, content type, headers and attributes`() throws {
        let stage = try StageHarness(library, .transform, "com.example.shout", with: "{}")
        #expect(stage.readings.map(\.field) == ["/data"])
        let answer = try stage.transform(TestMessage(body: "abc", contentType: "text/plain", data: "{}"), TestCall())
        #expect(answer.verdict == 0)
        #expect(answer.text == "ABC")
        #expect(answer.contentType == "text/plain")
        #expect(answer.header("x-volume") == "loud")
        let empty = try stage.transform(TestMessage(body: "", contentType: "text/plain", data: "{}"), TestCall())
        #expect(empty.verdict == 1)
    }

    @Test func `fails with a class, a code and a sentence`() throws {
        let stage = try StageHarness(library, .transform, "com.example.shout", with: "{}")
        var call = TestCall()
        call.attempt = 101
        let answer = try stage.transform(TestMessage(body: "abc", contentType: "text/plain", data: "{}"), call)
        #expect(answer.verdict == -1)
        #expect(answer.failure?.code == "hoarse")
        #expect(answer.failure?.text == "there was too much shouting")
    }

    @Test func `sends, and tells everything about the attempt`() async throws {
        let stage = try StageHarness(library, .transport, "com.example.echo", with: "{}")
        let done = try await stage.send(TestMessage(body: "abc", contentType: "text/plain", data: "{}"), TestCall())
        #expect(done.status == 200)
        #expect(done.responseBody == Array("abc".utf8))
        #expect(done.recipients.map(\.address) == ["a@example.com"])
        #expect(done.attributes.map(\.value) == ["echo:/"])
        stage.close()
    }
}
