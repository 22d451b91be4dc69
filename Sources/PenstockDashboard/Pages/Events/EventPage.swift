package import PenstockCore
package import PenstockEngine

/// One event: what it says, which pipelines took it and why, and what became of it.
package struct EventPage: Page {
    package static let template = "event"
    package var title: String { "Event \(record.event.id)" }

    package var explanation: EventExplanation
    package var store: StoreID
    /// Whom it is about, where there is a page of that learner.
    package var learner: String?
    private var record: EventRecord { explanation.record }

    package init(_ explanation: EventExplanation, store: StoreID, learner: String? = nil) {
        self.explanation = explanation
        self.store = store
        self.learner = learner
    }

    package func view(_ context: PageContext) -> View {
        let event = record.event
        return [
            "type": .text(event.type),
            "contradiction": View(event.contradiction),
            "facts": .list(facts(now: context.now)),
            "data": event.dataRange.isEmpty ? .nothing : ShownBody(event.json[event.dataRange]).view,
            "removed": View(removed),
            "hint": View(explanation.hint),
            "pipelines": .table(explanation.parts.map { $0.view(store, now: context.now) }),
            "timers": .table(explanation.timers.map { Self.timer($0, store, now: context.now) }),
            "same": .text(Path("events").with([("type", event.type), ("subject", event.subject)]).text),
        ]
    }

    private static func timer(_ timer: TimerRecord, _ store: StoreID, now: Timestamp) -> View {
        [
            "id": .text(store.text(of: timer.id)), "emit": .text(timer.emit), "due": .time(timer.due, now: now),
            "state": .text(timer.isMoved ? "\(timer.state.rawValue), moved" : timer.state.rawValue),
            "reason": View(timer.reason?.text),
        ]
    }

    private func facts(now: Timestamp) -> [View] {
        let event = record.event
        return [
            .fact("Id", .text(event.id)), .fact("Source", .text(event.source)),
            .fact("Type", .link(.eventType(event.type), event.type)),
            .fact("Subject", event.subject.map { .link(Path("events").with([("subject", $0)]), $0) } ?? .nothing),
            .fact("Learner", learner.map { .link(.learner($0), $0) } ?? .nothing),
            .fact("Time", .time(event.time, now: now)), .fact("Accepted", .time(event.acceptedAt, now: now)),
            .fact("Revision", .text("\(event.revision.rawValue)")),
            .fact("Content type", .text(event.dataContentType)),
            .fact("Erased", .time(record.erasedAt, now: now)),
        ].compactMap(\.self) + event.extensions.compactMap { .fact($0.name, .text($0.value)) }
    }

    private var removed: String? {
        guard !record.hasPayload else { return nil }
        return record.erasedAt == nil
            ? "Its data was removed by retention." : "Its data, and all else that may name a person, was erased."
    }
}

extension View {
    /// A name with what it is; nil where it is nothing.
    static func fact(_ name: String, _ value: View) -> View? {
        if case .nothing = value { return nil }
        return ["name": .text(name), "value": value]
    }
}

extension EventExplanation.Part {
    fileprivate func view(_ store: StoreID, now: Timestamp) -> View {
        [
            "pipeline": .link(.pipeline(pipeline), pipeline),
            "taken": match.map { .badge($0.isMatched ? "took it" : "did not", $0.isMatched ? .good : .quiet) }
                ?? .badge("by a job", .quiet),
            "reason": View(match?.reason),
            "deliveries": .table(
                deliveries.map { delivery in
                    [
                        "id": .link(.delivery(delivery.record.id, in: store), store.text(of: delivery.record.id)),
                        "state": .state(delivery.record.state), "reason": View(delivery.record.reason?.text),
                        "next": View(delivery.next), "at": .ago(delivery.record.updatedAt, now: now),
                    ]
                }
            ),
        ]
    }
}
