package import PenstockCore
package import PenstockJSON

/// What a person expects of one request and one source (`sources/NAME.test.yaml`).
package struct SourceTest: Sendable {
    package var name: String
    /// The name of the source.
    package var source: String
    package var position: SourcePosition
    package var request: InboundRequest
    /// When it arrives; nil for a time that does not matter.
    package var at: Timestamp?
    /// What references stand for, by the names in them.
    package var secrets: [String: String] = [:]
    /// Whether the request came from the other system, and was not made after its documentation.
    package var isRecorded = false
    /// From where its shape is known.
    package var origin: String?
    package var expectation = SourceExpectation()
}

/// What must come of a request.
package struct SourceExpectation: Sendable {
    /// The status of the answer; nil where it does not matter.
    package var status: (value: Int, position: SourcePosition)?
    /// What each event must have, all events in order; nil where they do not matter.
    package var events: (values: [JSONValue], position: SourcePosition)?
    /// Whether it is kept to be looked at; nil where that does not matter.
    package var isLearned: (value: Bool, position: SourcePosition)?
    /// A part of the reason for which it is refused.
    package var refused: (text: String, position: SourcePosition)?
}
