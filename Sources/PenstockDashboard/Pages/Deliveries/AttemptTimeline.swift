internal import PenstockCore

/// The tries of a delivery one after another, drawn on one scale so that they can be compared.
struct AttemptTimeline {
    private let attempts: [Attempt]
    /// How long the longest took, in microseconds.
    private let longest: Int64
    /// The revision whose message is kept, and shown on the page.
    private let kept: RevisionID?

    init(_ attempts: [Attempt], kept: RevisionID?) {
        self.attempts = attempts
        self.kept = kept
        longest = attempts.compactMap(\.result.timings.total).max() ?? 0
    }

    func view(now: Timestamp) -> View {
        var earlier: Timestamp?
        var rows: [View] = []
        for attempt in attempts {
            rows.append(view(attempt, behind: earlier, now: now))
            earlier = attempt.startedAt
        }
        return .table(rows)
    }

    private func view(_ attempt: Attempt, behind earlier: Timestamp?, now: Timestamp) -> View {
        let result = attempt.result
        return [
            "number": .text("\(attempt.number)"), "at": .time(attempt.startedAt, now: now),
            "pause": earlier.map { .text("\((attempt.startedAt - $0).wording) after the one before") } ?? .nothing,
            "outcome": .badge(result.outcome.words, result.outcome == .delivered ? .good : .bad),
            "status": result.status == 0 ? .nothing : .text("\(result.status)"),
            "code": .text(result.code), "sentence": .text(result.sentence),
            "sent": .text(result.sent.words),
            "retry_after": View(result.retryAfter.map(\.wording)),
            "revision": .text("\(attempt.revision.rawValue)"),
            "rendering": View(attempt.rendering.map { "\($0.rawValue)" }),
            "timings": AttemptPhases(result.timings).view(longest: longest, of: "Try \(attempt.number)"),
            "exchange": exchange(attempt),
            "recipients": .table(result.recipients.map(\.view)),
            "attributes": .table(result.attributes.map(\.view)),
        ]
    }

    /// What was sent, and what came back.
    private func exchange(_ attempt: Attempt) -> View {
        let result = attempt.result
        let message = attempt.rendering ?? attempt.revision
        return [
            "open": .flag(attempt.number == attempts.last?.number),
            "request": attempt.request.map { ["text": .text($0.text), "cut": .flag($0.isCut)] } ?? .nothing,
            "kept": .flag(kept == message),
            "head": ShownBody.view(result.responseHead),
            "body": ShownBody.view(result.responseBody),
            "truncated": .flag(result.isTruncated),
        ]
    }
}

extension Recipient {
    fileprivate var view: View {
        [
            "address": .text(address), "outcome": .badge(outcome.words, outcome == .delivered ? .good : .bad),
            "status": status == 0 ? .nothing : .text("\(status)"), "reply": .text(reply),
        ]
    }
}

extension Outcome {
    fileprivate var words: String {
        switch self {
        case .delivered: "delivered"
        case .transient: "transient: later may be better"
        case .permanent: "permanent: never, as it is"
        case .gone: "gone: the endpoint is no more"
        case .configuration: "configuration: every delivery would fail"
        case .pluginFault: "plugin fault: no fault of the endpoint"
        }
    }
}

extension Sent {
    var words: String {
        switch self {
        case .no: "The other side has nothing of it."
        case .maybe: "The other side may have it."
        case .yes: "The other side has it."
        }
    }
}
