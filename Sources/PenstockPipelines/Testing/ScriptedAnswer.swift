package import PenstockCore

/// What the other side answers to one try, as a test or a trial has it.
package struct ScriptedAnswer: Sendable, Equatable {
    /// What happens on the wire.
    package enum Kind: Sendable, Equatable {
        /// A status of HTTP, or a reply code of SMTP where the transport sends mails.
        case status(Int)
        /// A reply code of SMTP, whatever the transport.
        case smtp(Int)
        /// The time of the exchange runs out.
        case timeout
        /// The connection ends before there is an answer.
        case reset
        /// What a transport of another kind would say.
        case outcome(Outcome, status: Int)
    }

    package var kind: Kind
    /// What `Retry-After` asks for.
    package var retryAfter: Duration?
    package var body = ""

    package init(_ kind: Kind) { self.kind = kind }

    /// 200, or the same in SMTP.
    package static let delivered = ScriptedAnswer(.status(200))
}

extension ScriptedAnswer {
    /// What the shipped transports make of such an answer, before the pipeline's `outcomes`.
    /// - Parameter isMail: Whether the message is a mail.
    package func result(isMail: Bool) -> AttemptResult {
        switch kind {
        case .status(let status): answered(status, isMail ? Self.mailOutcome(status) : Self.webOutcome(status))
        case .smtp(let code): answered(code, Self.mailOutcome(code))
        case .outcome(let outcome, let status): answered(status, outcome)
        case .timeout: unanswered("timeout", "nothing was answered in time")
        case .reset: unanswered("connection-lost", "the connection ended before an answer")
        }
    }

    private func answered(_ status: Int, _ outcome: Outcome) -> AttemptResult {
        var result = AttemptResult(outcome)
        result.status = status
        result.sent = .yes
        result.code = outcome.rawValue
        result.sentence = status == 0 ? "the answer is: \(outcome.rawValue)" : "answered \(status)"
        result.retryAfter = retryAfter
        result.responseBody = Array(body.utf8)
        if let retryAfter { result.sentence += "; it asks to wait \(retryAfter.text)" }
        return result
    }

    private func unanswered(_ code: String, _ sentence: String) -> AttemptResult {
        var result = AttemptResult(.transient)
        result.sent = .maybe
        result.code = code
        result.sentence = sentence
        return result
    }

    /// As the transport `http` has it (Standard Webhooks 1.0.0).
    private static func webOutcome(_ status: Int) -> Outcome {
        switch status {
        case 200..<300: .delivered
        case 410: .gone
        default: .transient
        }
    }

    /// As the transport `smtp` has it (RFC 5321, section 4.2.1).
    private static func mailOutcome(_ code: Int) -> Outcome {
        switch code {
        case 200..<400: .delivered
        case 400..<500: .transient
        case 530, 534, 535, 538: .configuration
        default: .permanent
        }
    }
}
