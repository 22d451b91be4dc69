internal import Logging
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines
internal import Synchronization

/// Makes of a draft what the store takes: completed from the catalog, checked, and matched to pipelines.
final class Intake: Sendable {
    private let catalog: Catalog
    private let matching: EventMatching
    private let revision: RevisionID
    private let clock: EngineClock
    private let logger: Logger
    /// When a contradiction of a type was last logged.
    private let logged = Mutex<[String: Timestamp]>([:])

    init(catalog: Catalog, matching: EventMatching, revision: RevisionID, clock: EngineClock, logger: Logger) {
        self.catalog = catalog
        self.matching = matching
        self.revision = revision
        self.clock = clock
        self.logger = logger
    }

    /// Decides what becomes of a draft.
    func complete(_ draft: EventDraft) throws(IntakeError) -> NewEvent {
        try check(draft)
        let now = clock.wall()
        let type = catalog.types[draft.type]
        var contradiction: String?
        if let type, let data = draft.data {
            contradiction = type.contradiction(of: data.span)
            if let contradiction {
                if type.strict {
                    throw IntakeError(.contradiction, "data contradicts the schema of \(draft.type): \(contradiction)")
                }
                log(contradiction, of: draft.type, now)
            }
        }
        let subject = draft.subject ?? draft.data.flatMap { data in type?.subject?.render(data.span) }
        let source = draft.source ?? "/api"
        let time = draft.time ?? now
        return NewEvent(
            id: draft.id,
            source: source,
            type: draft.type,
            subject: subject,
            time: time,
            dataContentType: draft.dataContentType ?? "application/json",
            extensions: draft.extensions,
            data: draft.data,
            acceptedAt: now,
            contradiction: contradiction,
            revision: revision,
            deliveries: matching.deliveries(
                type: draft.type,
                subject: subject,
                keys: EventKeys(draft, source: source, subject: subject, time: time)
            )
        )
    }

    /// The rules of CloudEvents 1.0, section 3, and ours.
    private func check(_ draft: EventDraft) throws(IntakeError) {
        guard !draft.type.isEmpty else { throw IntakeError(.invalid, "type is empty") }
        guard !draft.type.isSystemType else {
            throw IntakeError(.forbidden, "types that begin with \(String.systemTypePrefix) are Penstock's own")
        }
        for (name, value) in [
            ("id", draft.id), ("source", draft.source), ("type", draft.type), ("subject", draft.subject),
        ] {
            guard let value else { continue }
            guard !value.isEmpty else { throw IntakeError(.invalid, "\(name) is empty") }
            guard value.utf8.count <= 1024 else {
                throw IntakeError(.invalid, "\(name) is longer than 1024 bytes")
            }
            guard !value.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) else {
                throw IntakeError(.invalid, "\(name) contains a control character")
            }
        }
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
