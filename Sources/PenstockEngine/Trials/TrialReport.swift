package import PenstockCore
package import PenstockPlugins

/// One event's way through one pipeline, as a trial or a test saw it.
package struct TrialReport: Sendable {
    package var pipeline: String
    /// Whether the pipeline takes the event, and by which clause.
    package var match: MatchExplanation
    /// Filters and transforms, then what the first try ran: the transport's say and the signers.
    package var steps: [Step] = []
    package var tries: [Try] = []
    /// What becomes of the delivery; nil where the event does not match.
    package var state: DeliveryState?
    /// Why; nil where it is delivered.
    package var reason: Reason?

    /// What one stage did.
    package struct Step: Sendable {
        package var kind: StageKind
        /// The id of the stage type.
        package var type: String
        package var name: String?
        /// Its place and what it does: `stages/0 (match)`.
        package var label: String
        package var verdict: StageVerdict
        /// The message behind it; nil where the stage did not let it pass.
        package var message: ShownMessage?
        /// How long the call took.
        package var duration: Duration
    }

    /// One try of the transport.
    package struct Try: Sendable {
        package var number: Int
        package var at: Timestamp
        /// What would be sent, or was.
        package var request: ShownMessage
        /// What the other side said.
        package var result: AttemptResult
        /// The class of the end, the pipeline's `outcomes` applied.
        package var outcome: Outcome
        /// When the next one is due; nil behind the last.
        package var next: Timestamp?
    }

    /// The stage that decided, where one did.
    package var decidingStep: Step? { steps.first { $0.verdict != .pass } }
    /// The last that was sent or would be.
    package var request: ShownMessage? { tries.last?.request }
}

extension ShownMessage {
    /// Whether it is a mail: the transform that composed it names an envelope.
    package var isMail: Bool { attributes.contains { $0.name == "mail-from" } }

    /// The value of an attribute.
    package func attribute(_ name: String) -> String? { attributes.first { $0.name == name }?.value }

    /// The value of a header, whatever the case of its name.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
