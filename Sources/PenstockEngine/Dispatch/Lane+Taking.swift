internal import PenstockCore

/// What the end of work on a delivery says of its endpoint and its lane.
enum Ending: Sendable {
    /// It answered, and not that we should come again.
    case answered
    /// It failed in a way that may pass.
    case failed
    /// Nothing was sent: a filter, or a stage that failed.
    case unsent
    /// It says nothing: a fault of the host's, or a hold.
    case unknown

    init(_ outcome: Outcome) {
        switch outcome {
        case .delivered, .permanent: self = .answered
        case .transient: self = .failed
        case .gone, .configuration, .pluginFault: self = .unknown
        }
    }
}

extension Lane {
    /// What is to be done with deliveries that were taken.
    enum Task: Sendable, Equatable {
        case deliver
        /// Deliver one, to see whether the endpoint works again.
        case probe
        /// Give up: their time was over while the endpoint did not work.
        case expire
    }

    /// Of a lane's slots, those for late retries: 1 in 8.
    static let latePart = 8

    private var lateRoom: Int {
        // More only when nothing else is due, in memory or on disk.
        fresh.isEmpty && !hasMoreOnDisk ? .max : max(slots.limit / Self.latePart, 1) - lateInUse
    }

    /// Whether a stage thread could take something now.
    func isReady(now: Timestamp) -> Bool {
        guard hold == nil else { return false }
        if !expired.isEmpty { return true }
        guard !fresh.isEmpty || (!late.isEmpty && lateRoom > 0) else { return false }
        switch gate {
        case .clear: guard inUse < slots.limit else { return false }
        case .shut, .probing(.some): return false
        case .probing(nil): break
        }
        return bucket.map { $0.available(at: now) > 0 } ?? true
    }

    /// The next deliveries to work on, within the lane's limits and what the host has room for.
    mutating func take(atMost most: Int, now: Timestamp) -> (task: Task, deliveries: [ClaimedDelivery])? {
        guard isReady(now: now), most > 0 else { return nil }
        if !expired.isEmpty {
            let over = expired.take(min(most, expired.count))
            began(over.count)
            lateInUse += over.count(where: \.isLate)
            return (.expire, over)
        }
        var count = min(most, bucket?.available(at: now) ?? .max)
        let task: Task
        if gate == .clear {
            task = .deliver
            count = min(count, slots.limit - inUse)
        } else {
            task = .probe
            count = 1
        }
        let taken = pick(count)
        bucket?.take(taken.count, at: now)
        began(taken.count)
        if task == .probe, let probe = taken.first { beganProbe(probe.id) }
        return (task, taken)
    }

    /// Takes from both queues: one late retry for seven others, where there are both.
    private mutating func pick(_ count: Int) -> [ClaimedDelivery] {
        var taken: [ClaimedDelivery] = []
        if late.isEmpty {
            taken = fresh.take(min(count, fresh.count))
        } else {
            taken.reserveCapacity(count)
            while taken.count < count {
                let isLatesTurn = sinceLate >= Self.latePart - 1 || fresh.isEmpty
                if !late.isEmpty, lateRoom > 0, isLatesTurn {
                    taken += late.take(1)
                    lateInUse += 1
                    sinceLate = 0
                } else if !fresh.isEmpty {
                    taken += fresh.take(1)
                    sinceLate += 1
                } else {
                    break
                }
            }
        }
        if retriesQueued > 0 { retriesQueued -= taken.count { retriesTaken.contains($0.id) } }
        return taken
    }
}
