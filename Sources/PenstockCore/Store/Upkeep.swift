/// How long each class of things is kept, by age; nil keeps it for ever.
///
/// Nothing that an unfinished delivery or a running job needs is removed, whatever its age.
package struct RetentionPolicy: Sendable, Equatable {
    /// Payloads of events whose deliveries have all ended.
    package var payloads: Duration?
    package var attempts: Duration?
    package var delivered: Duration?
    /// Also cancelled ones.
    package var dead: Duration?
    package var held: Duration?
    package var filtered: Duration?
    package var duplicate: Duration?
    /// Events that no pipeline matched.
    package var unmatched: Duration?
    /// How long the answer to a repeated `source` and `id` is remembered, as a hash; outlives the event.
    package var ids: Duration?

    /// What holds where nobody says otherwise.
    package static let standard = RetentionPolicy(
        payloads: .days(30),
        attempts: .days(30),
        delivered: .days(30),
        dead: .days(90),
        held: .days(90),
        filtered: .days(30),
        duplicate: .days(30),
        unmatched: .days(30),
        ids: .days(90)
    )

    package init(
        payloads: Duration?,
        attempts: Duration?,
        delivered: Duration?,
        dead: Duration?,
        held: Duration?,
        filtered: Duration?,
        duplicate: Duration?,
        unmatched: Duration?,
        ids: Duration?
    ) {
        self.payloads = payloads
        self.attempts = attempts
        self.delivered = delivered
        self.dead = dead
        self.held = held
        self.filtered = filtered
        self.duplicate = duplicate
        self.unmatched = unmatched
        self.ids = ids
    }
}

extension Duration {
    fileprivate static func days(_ count: Int) -> Duration { .seconds(86_400 * count) }
}

/// What one step of upkeep did.
package struct UpkeepReport: Sendable, Equatable {
    /// Rows removed, deliveries, events and attempts together.
    package var removed: Int
    /// Whether the next step would find nothing to do, so that it can wait.
    package var isDone: Bool
    /// Pipelines that have deliveries due now, because those before them in line were removed.
    package var released: Set<PipelineID>

    package init(removed: Int, isDone: Bool, released: Set<PipelineID> = []) {
        self.removed = removed
        self.isDone = isDone
        self.released = released
    }
}

/// The room that a store has, in bytes.
package struct StoreSpace: Sendable, Equatable {
    /// Free on the disk, with the pages that are free within the store's own file.
    package var free: Int64
    /// Below this no event is accepted, so that outcomes can still be written.
    package var reserve: Int64
    /// The store's file.
    package var file: Int64
    /// The write-ahead log.
    package var log: Int64

    package init(free: Int64, reserve: Int64, file: Int64, log: Int64) {
        self.free = free
        self.reserve = reserve
        self.file = file
        self.log = log
    }

    /// Whether events have to be refused.
    package var isNearlyFull: Bool { free < reserve }
}

/// How far a backup has come, in pages of the store.
package struct BackupProgress: Sendable, Equatable {
    package var copied: Int
    package var total: Int
    /// Whether the copy is whole and on disk.
    package var isDone: Bool

    package init(copied: Int, total: Int, isDone: Bool) {
        self.copied = copied
        self.total = total
        self.isDone = isDone
    }
}
