package import PenstockCore
package import PenstockJSON

/// What a person expects of one event and one pipeline (`tests:` of a pipeline, or `NAME.test.yaml`).
package struct PipelineTest: Sendable {
    package var name: String
    /// The name of the pipeline.
    package var pipeline: String
    package var position: SourcePosition
    /// The event as a sender would post it: `{"type": …, "data": …}` and other attributes.
    package var event: JSONValue
    /// Events that were accepted before it, in their order, and are measured.
    package var before: [JSONValue] = []
    /// When the first try begins; nil for the event's own time.
    package var at: Timestamp?
    /// What references stand for, by the names in them.
    package var secrets: [String: String] = [:]
    /// What events have told before, by the names of directories and by keys.
    package var directories: [String: [String: [UInt8]]] = [:]
    /// What the other side answers to each try; the last again and again.
    package var answers: [ScriptedAnswer] = [.delivered]
    package var expectations: [TestExpectation] = []
    /// The file that holds the whole output, and where it is named.
    package var recorded: (path: String, position: SourcePosition)?
}

/// One thing that a test expects.
package struct TestExpectation: Sendable {
    /// What is looked at.
    package enum Subject: Sendable, Hashable {
        case state, stage, reason, code, attempts
        case method, url, body
        case header(String)
        /// A place in the body, which is JSON.
        case json(JSONPointer)
        /// A part of the mail: `from`, `to`, `cc`, `bcc`, `subject`, `text` or `html`.
        case mail(String)
    }

    package var subject: Subject
    package var matcher: ValueMatcher
    package var position: SourcePosition
}

extension TestExpectation.Subject: CustomStringConvertible {
    /// The subject as the test names it: `request.headers.webhook-id`.
    package var description: String {
        switch self {
        case .state: "state"
        case .stage: "stage"
        case .reason: "reason"
        case .code: "code"
        case .attempts: "attempts"
        case .method: "request.method"
        case .url: "request.url"
        case .body: "request.body"
        case .header(let name): "request.headers.\(name)"
        case .json(let pointer): pointer == .root ? "request.json" : "request.json \(pointer)"
        case .mail(let part): "mail.\(part)"
        }
    }
}
