internal import Logging
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines
internal import Synchronization

/// Makes of a draft what the store takes: completed from the catalog, checked, and matched to pipelines.
final class Intake: Sendable {
    private let completion: EventCompletion
    private let matching: EventMatching
    private let measuring: EventMeasuring
    private let certifying: EventCertifying
    /// The rules by which events make timers.
    let timers: TimerPlanning
    private let revision: RevisionID
    private let clock: EngineClock
    private let logger: Logger
    /// When a fault of a type was last logged.
    private let logged = Mutex<[Fault: Timestamp]>([:])

    init(
        catalog: Catalog,
        matching: EventMatching,
        revision: RevisionID,
        store: StoreID,
        clock: EngineClock,
        logger: Logger
    ) {
        completion = EventCompletion(catalog: catalog, store: store)
        measuring = EventMeasuring(catalog, in: store)
        timers = TimerPlanning(catalog, store: store)
        certifying = EventCertifying(catalog, in: store)
        self.matching = matching
        self.revision = revision
        self.clock = clock
        self.logger = logger
    }

    /// Decides what becomes of a draft.
    func complete(_ draft: EventDraft) throws(IntakeError) -> NewEvent {
        guard !draft.type.isSystemType else {
            throw IntakeError(.forbidden, "types that begin with \(String.systemTypePrefix) are Penstock's own")
        }
        return try decide(draft)
    }

    /// Decides what becomes of the event that a timer emits.
    func complete(_ timer: DueTimer) throws(IntakeError) -> NewEvent { try decide(timer.draft) }

    private func decide(_ draft: EventDraft) throws(IntakeError) -> NewEvent {
        let now = clock.wall()
        var event = try completion.complete(draft, revision: revision, at: now)
        if let contradiction = event.contradiction {
            log(
                "data contradicts the catalog; accepted and marked: \(contradiction)",
                of: event.type,
                .seconds(60),
                now
            )
        }
        let keys = EventKeys(draft, source: event.source, subject: event.subject, time: event.time)
        if draft.importName == nil {
            event.deliveries = matching.deliveries(type: event.type, subject: event.subject, keys: keys)
        }
        event.measurements = measuring.measurements(type: event.type, keys: keys)
        event.certificate = certifying.certificate(type: event.type, keys: keys)
        guard !timers.isEmpty else { return event }
        let plan = timers.plan(type: event.type, at: now, keys: keys)
        (event.timers, event.cancels) = (plan.timers, plan.cancels)
        if let complaint = plan.complaint {
            log("a timer was not made: \(complaint)", of: event.type, .seconds(3600), now)
        }
        return event
    }

    /// Once per type and time: a sender that is wrong is wrong often.
    private func log(_ sentence: String, of type: String, _ rest: Duration, _ now: Timestamp) {
        let isDue = logged.withLock { logged in
            let fault = Fault(type: type, rest: rest)
            if let last = logged[fault], now - last < rest { return false }
            logged[fault] = now
            return true
        }
        if isDue { logger.warning("\(sentence)", metadata: ["type": "\(type)"]) }
    }

    /// What is logged once in a while, told apart by how long that is.
    private struct Fault: Hashable {
        var type: String
        var rest: Duration
    }
}
