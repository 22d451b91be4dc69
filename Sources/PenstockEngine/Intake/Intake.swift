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
    private let revision: RevisionID
    private let clock: EngineClock
    private let logger: Logger
    /// When a contradiction of a type was last logged.
    private let logged = Mutex<[String: Timestamp]>([:])

    init(
        catalog: Catalog,
        matching: EventMatching,
        storeID: StoreID,
        revision: RevisionID,
        clock: EngineClock,
        logger: Logger
    ) {
        completion = EventCompletion(catalog: catalog)
        measuring = EventMeasuring(catalog, in: storeID)
        certifying = EventCertifying(catalog, in: storeID)
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
        let now = clock.wall()
        var event = try completion.complete(draft, revision: revision, at: now)
        if let contradiction = event.contradiction { log(contradiction, of: event.type, now) }
        let (source, subject, time) = (event.source, event.subject, event.time)
        func keys() -> EventKeys { EventKeys(draft, source: source, subject: subject, time: time) }
        event.deliveries = matching.deliveries(type: event.type, subject: subject, keys: keys())
        event.measurements = measuring.measurements(type: event.type, keys: keys())
        event.certificate = certifying.certificate(type: event.type, keys: keys())
        return event
    }

    /// Once per type and minute: a sender that is wrong is wrong often.
    private func log(_ contradiction: String, of type: String, _ now: Timestamp) {
        let isDue = logged.withLock { logged in
            if let last = logged[type], now - last < .seconds(60) { return false }
            logged[type] = now
            return true
        }
        guard isDue else { return }
        logger.warning(
            "data contradicts the catalog; accepted and marked: \(contradiction)",
            metadata: ["type": "\(type)"]
        )
    }
}
