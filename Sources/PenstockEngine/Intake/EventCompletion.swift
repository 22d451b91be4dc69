package import PenstockCore
package import PenstockPipelines

/// Makes an event of a draft: what the sender left out comes from the catalog, and the rules of CloudEvents are kept.
/// Pure.
package struct EventCompletion: Sendable {
    let catalog: Catalog
    /// By whose name people are hidden.
    let store: StoreID?

    /// - Parameter store: Nil where nothing is stored, and no directory grows.
    package init(catalog: Catalog, store: StoreID? = nil) {
        self.catalog = catalog
        self.store = store
    }

    /// Completes a draft; it has no deliveries yet.
    /// - Throws: For attributes that break the rules, and for data that contradicts a `strict` type.
    package func complete(
        _ draft: EventDraft,
        revision: RevisionID,
        at now: Timestamp
    ) throws(IntakeError) -> NewEvent {
        try check(draft)
        let type = catalog.types[draft.type]
        var contradiction: String?
        if let type, let data = draft.data {
            contradiction = type.contradiction(of: data.span)
            if let contradiction, type.strict {
                throw IntakeError(.contradiction, "data contradicts the schema of \(draft.type): \(contradiction)")
            }
        }
        var event = NewEvent(
            id: draft.id,
            source: draft.storedSource,
            type: draft.type,
            subject: draft.subject ?? draft.data.flatMap { data in type?.subject?.render(data.span) },
            time: draft.time ?? now,
            dataContentType: draft.dataContentType ?? "application/json",
            extensions: draft.markedExtensions,
            data: draft.data,
            acceptedAt: now,
            contradiction: contradiction,
            revision: revision
        )
        if let store, let data = draft.data {
            event.directory = type?.directoryEntry(of: data.span, in: store)
        }
        return event
    }

    /// The rules of CloudEvents 1.0, section 3, and ours.
    private func check(_ draft: EventDraft) throws(IntakeError) {
        guard !draft.type.isEmpty else { throw IntakeError(.invalid, "type is empty") }
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
}
