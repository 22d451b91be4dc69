internal import PenstockPluginKit

/// What a pipeline says of asking before it sends (CloudEvents, "HTTP 1.1 Web Hooks for Event Delivery", section 4).
struct HandshakeOptions: Sendable, Equatable {
    /// Who asks, as a name of DNS.
    var origin: String
    /// How long consent holds.
    var every: Microseconds
    /// How many requests a minute it wants to send; nil where it does not say.
    var rate: Int64?

    /// The lines of the request, whole.
    var lines: [String] {
        ["WebHook-Request-Origin: \(origin)"] + (rate.map { ["WebHook-Request-Rate: \($0)"] } ?? [])
    }
}

/// What the answer to the question means.
enum HandshakeRules {
    /// Judges an answer; nil is consent.
    ///
    /// Only the header is consent, never the status: a server that knows nothing of the question answers 200 as well. An
    /// answer that may be another one soon (408, 425, 429, 5xx) is left to the schedule.
    /// - Parameter answer: as any request's is judged.
    static func refusal(
        of answer: AttemptResult,
        _ options: HandshakeOptions,
        host: String
    ) -> Verdict? {
        let asked = "\(host) was asked with OPTIONS whether \(options.origin) may send"
        guard answer.outcome == .delivered else {
            if isPassing(answer.status) {
                var verdict = Verdict(answer.outcome, answer.code, "\(asked): \(answer.sentence)")
                verdict.retryAfterMilliseconds = answer.retryAfterMilliseconds
                return verdict
            }
            return refused("\(asked), and answered \(answer.status)")
        }
        let head = AnswerHead(answer.responseHead)
        guard let allowed = head["webhook-allowed-origin"] else {
            return refused("\(asked), and answered \(answer.status) without WebHook-Allowed-Origin")
        }
        guard allowed == "*" || allowed.lowercased() == options.origin.lowercased() else {
            return refused("\(asked), and allowed another origin")
        }
        guard let rate = options.rate, let text = head["webhook-allowed-rate"], text != "*" else { return nil }
        guard let granted = Int64(text), granted > 0 else {
            return refused("\(asked), and allowed a rate that is none")
        }
        guard granted < rate else { return nil }
        return refused(
            "\(asked) \(rate) requests a minute, and allowed \(granted); set the pipeline's rate, and handshake.rate, to"
                + " no more"
        )
    }

    /// Whether the same question may be answered otherwise by itself. No answer at all has the status 0, and one of those
    /// that agree is asked about only where it was cut short.
    private static func isPassing(_ status: Int) -> Bool {
        switch status {
        case 0, 200...299, 408, 410, 425, 429, 500, 502...599: true
        default: false
        }
    }

    private static func refused(_ text: String) -> Verdict {
        Verdict(.configuration, "handshake-refused", "\(text); see that the receiver agrees, or leave handshake out")
    }
}
