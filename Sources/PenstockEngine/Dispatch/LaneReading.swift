internal import PenstockCore

extension Dispatcher {
    /// A lane's figures.
    struct LaneReading: Sendable, Equatable {
        var pipeline: PipelineID
        var hold: Reason?
        /// Deliveries in work.
        var inUse: Int
        /// How many may be in work now; it grows to the pipeline's `concurrency`.
        var limit: Int
        var concurrency: Int
        /// Deliveries that wait in memory, first and second tries and later ones.
        var queued: Int
        var queuedLate: Int
        /// Whether more may wait on disk.
        var hasMoreOnDisk: Bool
        /// When the earliest retry on disk is due, by the steady clock.
        var nextDue: Timestamp?
        var gate: Lane.Gate
        /// What may start now, where the pipeline has a rate.
        var tokens: Int?
    }

    var readings: [LaneReading] {
        readings { lane, now in
            LaneReading(
                pipeline: lane.pipeline,
                hold: lane.hold,
                inUse: lane.inUse,
                limit: lane.slots.limit,
                concurrency: lane.limits.concurrency,
                queued: lane.queued,
                queuedLate: lane.late.count,
                hasMoreOnDisk: lane.hasMoreOnDisk,
                nextDue: lane.nextDue,
                gate: lane.gate,
                tokens: lane.bucket?.available(at: now)
            )
        }
    }
}
