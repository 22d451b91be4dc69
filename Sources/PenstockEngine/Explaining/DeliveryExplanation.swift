package import PenstockCore

/// What became of one delivery, stage by stage, and what a person can do about it.
package struct DeliveryExplanation: Sendable {
    /// As people see it, with what holds its pipeline.
    package var record: DeliveryRecord
    package var attempts: [Attempt]
    package var path: StagePath
    /// A sentence: what comes next, or what a person can do; nil where nothing is left to do.
    package var next: String?

    package init(record: DeliveryRecord, attempts: [Attempt], path: StagePath, next: String?) {
        self.record = record
        self.attempts = attempts
        self.path = path
        self.next = next
    }
}

/// Explains deliveries from what the store has of them. Blocking: for a reader thread.
package struct DeliveryExplainer {
    private let store: any StoreReading
    private let storeID: StoreID
    /// The stages of pipelines, by revision and name; nil for a pipeline whose document was not kept.
    private var outlines: [RevisionID: [String: [StageOutline]?]] = [:]

    package init(_ store: any StoreReading, _ storeID: StoreID) {
        self.store = store
        self.storeID = storeID
    }

    /// - Parameter seen: How people see a delivery whose pipeline may be held.
    package mutating func explain(
        _ record: DeliveryRecord,
        seen: (DeliveryRecord) -> DeliveryRecord
    ) throws(StoreError) -> DeliveryExplanation {
        let attempts = try store.attempts(of: record.id)
        let seen = seen(record)
        return DeliveryExplanation(
            record: seen,
            attempts: attempts,
            path: try path(of: record, attempts),
            next: NextStep(seen, row: record, in: storeID).text
        )
    }

    private mutating func path(of record: DeliveryRecord, _ attempts: [Attempt]) throws(StoreError) -> StagePath {
        guard let revision = record.revision else {
            return .unknown("a job made it, and its pipeline has not worked on it yet")
        }
        let own: [StageOutline]
        switch try stages(of: record.pipeline, in: revision) {
        case .success(let stages): own = stages
        case .failure(let lack): return .unknown(lack.text)
        }
        guard let rendering = try rendering(of: record, attempts), rendering != revision else {
            return StagePath(record, attempts, through: own.map { ($0, nil) })
        }
        switch try stages(of: record.pipeline, in: rendering) {
        case .success(let stages):
            let made = stages.filter(\.makesMessage).map { ($0, Optional(rendering)) }
            return StagePath(record, attempts, through: made + own.filter { !$0.makesMessage }.map { ($0, nil) })
        case .failure(let lack): return .unknown(lack.text)
        }
    }

    /// The revision that made the message it was last worked on with; nil where its own did, as far as is known.
    private func rendering(of record: DeliveryRecord, _ attempts: [Attempt]) throws(StoreError) -> RevisionID? {
        if record.hasRendered { return try store.rendered(record.id)?.revision ?? attempts.last?.rendering }
        // Where a stage ended it and no message is kept, the message was made anew since the last attempt.
        return record.reason?.stage == nil ? attempts.last?.rendering : nil
    }

    /// Why the stages of a pipeline are not known.
    private struct Lack: Error {
        var text: String
    }

    private mutating func stages(
        of pipeline: String,
        in revision: RevisionID
    ) throws(StoreError) -> Result<[StageOutline], Lack> {
        let known: [String: [StageOutline]?]
        if let outlines = outlines[revision] {
            known = outlines
        } else {
            let documents = try store.documents(of: revision)
            known = Dictionary(
                documents.map { ($0.name, $0.document.flatMap(StageOutline.all)) },
                uniquingKeysWith: { first, _ in first }
            )
            outlines[revision] = known
        }
        switch known[pipeline] {
        case .some(.some(let stages)): return .success(stages)
        case .some(nil):
            return .failure(Lack(text: "an older version adopted revision \(revision.rawValue), and kept no documents"))
        case nil: return .failure(Lack(text: "revision \(revision.rawValue) has no pipeline '\(pipeline)'"))
        }
    }
}
