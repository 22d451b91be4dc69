package import PenstockCore
package import PenstockPipelines
package import PenstockPlugins

/// Lets events go through pipelines aside: the stages run as they do for a delivery, and nothing is stored. Nothing
/// leaves the machine, unless a ``LiveSending`` is given.
///
/// Calls plugins, so it blocks: used on one thread, which no other work of the same stages uses.
package struct Trial: Sendable {
    private let completion: EventCompletion
    let measuring: EventMeasuring
    /// The number of the thread, for the stages' instances.
    private let thread: Int
    /// What stages keep: they read it, and what they write is dropped.
    private let state: PluginStateView
    /// What events have told, as stages ask for it.
    private let directories: DirectoryView
    private let ids: [String: PipelineID]

    /// - Parameters:
    ///   - state: By default there is nothing that stages keep.
    ///   - directories: By default no event has told anything.
    ///   - ids: The numbers of pipelines, by which the store knows what their stages keep.
    ///   - storeID: By which the store knows the persons of its measures.
    package init(
        catalog: Catalog,
        thread: Int,
        state: PluginStateView = PluginStateView(),
        directories: DirectoryView = DirectoryView(),
        ids: [String: PipelineID] = [:],
        storeID: StoreID = StoreID("trial")
    ) {
        completion = EventCompletion(catalog: catalog)
        measuring = EventMeasuring(catalog, in: storeID)
        self.thread = thread
        self.state = state
        self.directories = directories
        self.ids = ids
    }

    /// The draft as the event that intake would make of it. Penstock's own types may be tried too.
    /// - Parameter now: The time of acceptance, and of the event where it has none.
    package func event(_ draft: EventDraft, at now: Timestamp) throws(IntakeError) -> Event {
        let new = try completion.complete(draft, revision: RevisionID(0), at: now)
        return Event(new, id: new.id ?? "evt_trial", sequence: EventSequence(0))
    }

    /// Lets an event go through a pipeline, if it takes it.
    /// - Parameters:
    ///   - start: When the first try begins.
    ///   - history: What stood before the event.
    ///   - answers: What the other side says to each try; the last one again and again. Not looked at with `live`.
    ///   - live: Sends one try, and takes what comes for an answer.
    package func run(
        _ event: Event,
        through pipeline: Pipeline,
        at start: Timestamp,
        history: TrialHistory = .unknown,
        answers: [ScriptedAnswer] = [.delivered],
        live: (any LiveSending)? = nil
    ) -> TrialReport {
        let match = MatchExplanation(
            pipeline: pipeline.name,
            isMatched: pipeline.takes(event),
            reason: pipeline.explain(type: event.type, subject: event.subject)
        )
        guard match.isMatched else { return TrialReport(pipeline: pipeline.name, match: match) }
        let claimed = ClaimedDelivery(
            id: DeliveryID(0),
            pipeline: ids[pipeline.name] ?? PipelineID(0),
            event: event,
            createdAt: start
        )
        let frame = MessageFrame(state: state, directories: directories, history: history.view)
        var run = TrialRun(pipeline, claimed, match, frame, thread: thread, isLive: live != nil)
        if let live { run.deliver(by: live) } else { run.deliver(answers) }
        return run.report
    }
}

extension Pipeline {
    /// Whether an event would become a delivery of it.
    func takes(_ event: Event) -> Bool {
        isEnabled && selector.matches(type: event.type, subject: event.subject)
    }
}
