internal import PenstockCore

/// One pipeline's queue with its limits. Pure: it decides, the dispatcher acts.
///
/// Memory or disk feeds it, never both: once a delivery did not fit in memory, later ones stay on disk until the
/// cursor has caught up with them.
struct Lane {
    let pipeline: PipelineID
    /// Deliveries in work at most: taken by a stage thread, and not settled on disk yet.
    var concurrency: Int
    /// Why it takes none.
    var hold: Reason?

    private(set) var inUse = 0
    private var queue: [ClaimedDelivery] = []
    private var head = 0
    private(set) var queuedBytes = 0
    /// The last pending delivery that came by memory or by a claim.
    private(set) var cursor: DeliveryID?
    /// Whether there may be pending deliveries on disk behind the cursor.
    private(set) var hasMoreOnDisk = true
    private var isClaimingPending = false
    private var isClaimingWaiting = false
    /// Retries that are queued or in work: the store still shows them as waiting.
    private(set) var retriesTaken: Set<DeliveryID> = []
    /// When the earliest retry on disk is due, as far as is known; nil when there is none.
    private(set) var nextDue: Timestamp?

    init(pipeline: PipelineID, concurrency: Int, hold: Reason?, nextDue: Timestamp?) {
        self.pipeline = pipeline
        self.concurrency = concurrency
        self.hold = hold
        self.nextDue = nextDue
    }

    var queued: Int { queue.count - head }

    /// Whether a stage thread could take something now.
    var isReady: Bool { hold == nil && queued > 0 && inUse < concurrency }

    // MARK: - In

    /// Takes a new delivery from the commit that made it; false when it must stay on disk.
    mutating func handOver(_ delivery: ClaimedDelivery, hasRoom: Bool) -> Bool {
        guard !hasMoreOnDisk else { return false }
        guard hasRoom, hold == nil else {
            hasMoreOnDisk = true
            return false
        }
        cursor = delivery.id
        push(delivery)
        return true
    }

    /// How few queued deliveries make it worth to read more.
    private static let lowWater = 128

    /// Whether pending deliveries should be claimed now; says yes once until ``claimedPending(_:)``.
    mutating func wantsPending() -> Bool {
        guard hold == nil, hasMoreOnDisk, !isClaimingPending, queued < Self.lowWater else { return false }
        isClaimingPending = true
        return true
    }

    /// Takes pending deliveries that were claimed; none means that memory feeds it again.
    mutating func claimedPending(_ deliveries: [ClaimedDelivery]) {
        isClaimingPending = false
        if deliveries.isEmpty { hasMoreOnDisk = false }
        for delivery in deliveries {
            cursor = delivery.id
            push(delivery)
        }
    }

    /// Whether due retries should be claimed now; says yes once until ``claimedWaiting(_:next:)``.
    mutating func wantsWaiting(now: Timestamp) -> Bool {
        guard hold == nil, !isClaimingWaiting, queued < Self.lowWater, let nextDue, nextDue <= now else { return false }
        isClaimingWaiting = true
        return true
    }

    /// Takes retries that were claimed.
    /// - Parameter next: When the earliest of those left is due.
    mutating func claimedWaiting(_ deliveries: [ClaimedDelivery], next: Timestamp?) {
        isClaimingWaiting = false
        nextDue = next
        for delivery in deliveries where retriesTaken.insert(delivery.id).inserted { push(delivery) }
    }

    /// A claim could not be read; it is made again at a time.
    mutating func claimFailed(again: Timestamp) {
        isClaimingPending = false
        isClaimingWaiting = false
        nextDue = again
    }

    /// Notes that a delivery waits on disk for a time.
    mutating func isDue(_ due: Timestamp) {
        nextDue = nextDue.map { min($0, due) } ?? due
    }

    /// Notes that pending deliveries were made that are not handed over.
    mutating func hasNewOnDisk() { hasMoreOnDisk = true }

    /// Forgets a delivery that waits in the queue; one in work goes on.
    mutating func withdraw(_ delivery: DeliveryID) {
        guard let index = queue[head...].firstIndex(where: { $0.id == delivery }) else { return }
        queuedBytes -= queue.remove(at: index).size
        retriesTaken.remove(delivery)
    }

    private mutating func push(_ delivery: ClaimedDelivery) {
        queue.append(delivery)
        queuedBytes += delivery.size
    }

    // MARK: - Out

    /// The next deliveries to work on, within the lane's limit and the host's.
    mutating func take(atMost limit: Int) -> [ClaimedDelivery] {
        guard hold == nil else { return [] }
        let count = min(limit, queued, concurrency - inUse)
        guard count > 0 else { return [] }
        let slice = Array(queue[head..<head + count])
        head += count
        inUse += count
        queuedBytes -= slice.reduce(0) { $0 + $1.size }
        if head == queue.count {
            queue.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 512 {
            queue.removeFirst(head)
            head = 0
        }
        return slice
    }

    /// A slot is free again: its outcome is on disk.
    mutating func settled(_ delivery: DeliveryID) {
        inUse -= 1
        retriesTaken.remove(delivery)
    }

    /// Stops the lane. What is queued is forgotten, for the store has it; it is read again when the hold is lifted.
    mutating func close(_ reason: Reason) {
        hold = reason
        if let first = queue[head...].first(where: { !retriesTaken.contains($0.id) }) {
            cursor = DeliveryID(first.id.rawValue - 1)
        }
        for delivery in queue[head...] { retriesTaken.remove(delivery.id) }
        queue.removeAll()
        head = 0
        queuedBytes = 0
        hasMoreOnDisk = true
    }

    /// Opens the lane again; all that waits is looked for on disk.
    mutating func open() {
        hold = nil
        hasMoreOnDisk = true
        nextDue = Timestamp(microseconds: 0)
    }
}

extension ClaimedDelivery {
    /// What it weighs in memory, in bytes, about.
    var size: Int { event.json.count + (rendered?.body.count ?? 0) + 512 }
}
