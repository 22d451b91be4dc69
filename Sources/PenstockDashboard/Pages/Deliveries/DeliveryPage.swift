package import PenstockCore
package import PenstockEngine

/// One delivery: what its stages did, each try, and what a person can do about it.
package struct DeliveryPage: Page {
    package static let template = "delivery"
    package var title: String { "Delivery \(store.text(of: record.id))" }

    package var delivery: DeliveryExplanation
    package var event: Event
    /// What is kept of its message.
    package var rendered: RenderedMessage?
    package var store: StoreID
    private var record: DeliveryRecord { delivery.record }

    package init(_ delivery: DeliveryExplanation, event: Event, rendered: RenderedMessage?, store: StoreID) {
        self.delivery = delivery
        self.event = event
        self.rendered = rendered
        self.store = store
    }

    package func view(_ context: PageContext) -> View {
        let now = context.now
        return [
            "id": .text(store.text(of: record.id)), "state": .state(record.state),
            "reason": View(record.reason?.text), "next": View(delivery.next),
            "facts": .list(facts(now: now)),
            "actions": actions,
            "stages": stages,
            "attempts": AttemptTimeline(delivery.attempts, kept: rendered?.revision).view(now: now),
            "missing": .flag(delivery.attempts.count < record.attempts),
            "rendered": rendered.map(view) ?? .nothing,
        ]
    }

    private func facts(now: Timestamp) -> [View] {
        let replayed = record.replayOf.map { View.link(.delivery($0, in: store), store.text(of: $0)) }
        let duplicate = record.duplicateOf.map { View.link(.delivery($0, in: store), store.text(of: $0)) }
        let job = record.job.map { View.link(.job($0, in: store), store.text(of: $0)) }
        return [
            .fact("Pipeline", .link(.pipeline(record.pipeline), record.pipeline)),
            .fact("Event", .link(.event(record.eventID, source: event.source), record.eventID)),
            .fact("Type", .text(record.type)), .fact("Subject", View(record.subject)),
            .fact("Made", .time(record.createdAt, now: now)), .fact("Last touched", .time(record.updatedAt, now: now)),
            .fact("Tried again", .time(record.due, now: now)), .fact("Tries", .count(record.attempts)),
            .fact("Revision", View(record.revision.map { "\($0.rawValue)" })),
            .fact("Stage", View(record.reason?.stage)),
            .fact("Repeats", replayed ?? .nothing), .fact("Duplicate of", duplicate ?? .nothing),
            .fact("Made by", job ?? .nothing),
        ].compactMap(\.self)
    }

    // MARK: - What a person can do

    private var actions: View {
        let path = Path.delivery(record.id, in: store).text
        let isRetriable = JobRequest.retriable.contains(record.state)
        return [
            "retry": isRetriable ? .text("\(path)/retry") : .nothing,
            "kept": .flag(record.hasRendered),
            "again": .flag(record.state == .delivered),
            "cancel": JobRequest.cancellable.contains(record.state) ? .text("\(path)/cancel") : .nothing,
            "replay": .text(replay.text),
        ]
    }

    /// A replay of what one pipeline had of this event: its time, type, source and subject name it.
    private var replay: Path {
        Path("bulk").with([
            ("work", "replay"), ("pipeline", record.pipeline), ("type", event.type), ("source", event.source),
            ("subject", event.subject), ("since", event.acceptedAt.description),
            ("until", event.acceptedAt.description),
            ("state", DeliveryState.allCases.map(\.rawValue).joined(separator: ",")),
        ])
    }

    // MARK: - What stages did

    private var stages: View {
        switch delivery.path {
        case .unknown(let why): return ["unknown": .text(why)]
        case .known(let traces):
            return [
                "rows": .list(
                    traces.map { trace in
                        [
                            "label": .text(trace.stage.label), "kind": .text(trace.stage.kind),
                            "end": .badge(trace.end.words, trace.end.tone), "text": View(trace.text),
                            "revision": View(trace.revision.map { "of revision \($0.rawValue)" }),
                        ]
                    }
                )
            ]
        }
    }

    private func view(_ message: RenderedMessage) -> View {
        [
            "type": .text(message.contentType), "body": ShownBody(message.body).view,
            "revision": View(message.revision.map { "\($0.rawValue)" }),
            "headers": .table((message.headers + message.attributes).map(\.view)),
        ]
    }
}

extension EventExtension {
    var view: View { ["name": .text(name), "value": .text(value)] }
}

extension StageTrace.End {
    fileprivate var words: String {
        switch self {
        case .passed: "passed"
        case .dropped: "dropped it"
        case .failed: "failed"
        case .delivered: "delivered"
        case .notReached: "not reached"
        }
    }

    fileprivate var tone: Tone {
        switch self {
        case .passed, .delivered: .good
        case .failed: .bad
        case .dropped, .notReached: .quiet
        }
    }
}
