/// The number of a job. Given by the store, never reused.
package struct JobID: Hashable, Comparable, Sendable {
    package var rawValue: Int64
    package init(_ rawValue: Int64) { self.rawValue = rawValue }
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// Long work that outlives a restart: its place is saved in the transaction that does a step of it.
package struct Job: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Delivers past events again, as new deliveries.
        case replay
        /// Makes deliveries due that had ended.
        case retry
        /// Removes what is kept about a person.
        case erase
        /// Ends deliveries that have not arrived.
        case cancel
    }

    package enum State: String, Sendable, CaseIterable {
        case running, done, cancelled, failed
    }

    package var id: JobID
    package var kind: Kind
    package var state: State
    /// What was asked for, as JSON text that the engine made and reads.
    package var request: [UInt8]
    /// Work ends at this number (of an event or a delivery, by kind), taken when the job began.
    package var end: Int64
    /// How far the work has come: the last number that was looked at.
    package var cursor: Int64
    /// How many it is about, counted before it began; nil where nobody counted.
    package var total: Int?
    /// How many were worked on.
    package var done: Int
    /// How many were passed over, because their payload is erased or their state has changed since.
    package var skipped: Int
    /// Why it failed, or who cancelled it.
    package var reason: Reason?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: JobID,
        kind: Kind,
        state: State,
        request: [UInt8],
        end: Int64,
        cursor: Int64,
        total: Int?,
        done: Int,
        skipped: Int,
        reason: Reason?,
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.kind = kind
        self.state = state
        self.request = request
        self.end = end
        self.cursor = cursor
        self.total = total
        self.done = done
        self.skipped = skipped
        self.reason = reason
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// A job to be begun.
package struct NewJob: Sendable, Equatable {
    package var kind: Job.Kind
    package var request: [UInt8]
    package var end: Int64
    package var total: Int?
    package var at: Timestamp

    package init(kind: Job.Kind, request: [UInt8], end: Int64, total: Int?, at: Timestamp) {
        self.kind = kind
        self.request = request
        self.end = end
        self.total = total
        self.at = at
    }
}

/// A step of a running job: its work and its new place, in one transaction.
package struct JobStep: Sendable, Equatable {
    package enum Work: Sendable, Equatable {
        case nothing
        /// New deliveries of stored events, pending; those whose event has no payload any more are counted as skipped.
        case replay([ReplayedDelivery])
        /// As ``StoreOperation/retry(_:render:at:)`` for each; those whose state allows none, and those behind an order
        /// key, which would lose their order, are counted as skipped.
        case retry([DeliveryID], render: Bool)
        /// As ``StoreOperation/cancel(_:_:at:)`` for each, in this order; those that are in none of the states any more are
        /// counted as skipped.
        case cancel([DeliveryID], from: Set<DeliveryState>, Reason)
        /// Removes payloads, rendered messages and responses of these events, whose unfinished deliveries are cancelled,
        /// and requests that sources have learned.
        case erase([EventSequence], learned: [LearnedID] = [])
    }

    package var job: JobID
    package var work: Work
    package var cursor: Int64
    /// Passed over by the caller, beside those that the store passes over.
    package var skipped: Int
    /// Set with the last step.
    package var ends: Job.State?
    package var reason: Reason?
    package var at: Timestamp

    package init(
        job: JobID,
        work: Work,
        cursor: Int64,
        skipped: Int = 0,
        ends: Job.State? = nil,
        reason: Reason? = nil,
        at: Timestamp
    ) {
        self.job = job
        self.work = work
        self.cursor = cursor
        self.skipped = skipped
        self.ends = ends
        self.reason = reason
        self.at = at
    }
}

/// What followed from a step of a job.
package struct JobAdvance: Sendable, Equatable {
    /// The pipelines that have deliveries due now because of it.
    package var due: Set<PipelineID>
    /// Deliveries that it cancelled, with their pipelines.
    package var cancelled: [DeliveryID: PipelineID]

    package init(due: Set<PipelineID> = [], cancelled: [DeliveryID: PipelineID] = [:]) {
        self.due = due
        self.cancelled = cancelled
    }
}

/// A stored event on its way through a pipeline again.
package struct ReplayedDelivery: Sendable, Equatable {
    package var event: EventSequence
    package var pipeline: PipelineID
    /// The delivery that it repeats; nil where that pipeline never had the event.
    package var replayOf: DeliveryID?

    package init(event: EventSequence, pipeline: PipelineID, replayOf: DeliveryID?) {
        self.event = event
        self.pipeline = pipeline
        self.replayOf = replayOf
    }
}

/// Which stored events or deliveries a job is about. All that is given must hold.
package struct Selection: Sendable, Equatable {
    /// Any of these types, or prefixes that end in `*`; empty for all.
    package var types: Set<String> = []
    /// A subject, or a prefix that ends in `*`.
    package var subject: String?
    package var source: String?
    /// By acceptance.
    package var since: Timestamp?
    package var until: Timestamp?
    /// Deliveries of this pipeline alone.
    package var pipeline: PipelineID?
    package var states: Set<DeliveryState> = []
    /// Nothing behind this number: what comes while a job runs is not of it.
    package var end: Int64?

    package init() {}
}

/// A delivery that a selection names.
package struct SelectedDelivery: Sendable, Equatable {
    package var id: DeliveryID
    package var event: EventSequence
    package var pipeline: PipelineID
    package var state: DeliveryState

    package init(id: DeliveryID, event: EventSequence, pipeline: PipelineID, state: DeliveryState) {
        self.id = id
        self.event = event
        self.pipeline = pipeline
        self.state = state
    }
}
