internal import PenstockCore
internal import PenstockPipelines

/// One pipeline's queue with its limits. Pure: it decides, the dispatcher acts.
///
/// Memory or disk feeds it, never both: once a delivery did not fit in memory, later ones stay on disk until the
/// cursor has caught up with them.
struct Lane {
    /// What the pipeline asks of its lane.
    struct Limits: Sendable {
        /// Deliveries in work at most: taken by a stage thread, and not settled on disk yet.
        var concurrency: Int
        var rate: RateLimit?
        /// When deliveries of an endpoint that does not work are given up.
        var expiry = Expiry()
    }

    /// What the breaker lets through.
    enum Gate: Equatable, Sendable {
        case clear
        /// Nothing, until a time by the steady clock.
        case shut(until: Timestamp)
        /// One delivery at a time, to see; its number while it is in work.
        case probing(DeliveryID?)
    }

    /// What a set of pipelines wants of a lane.
    struct Plan: Sendable {
        var pipeline: PipelineID
        var limits: Limits
        /// The digests of the files that its stages come from.
        var plugins: Set<String> = []
        /// Whether the pipeline is new, has changed, or has come back; else only the limits count.
        var isAnew = true
        /// Why it takes none, as the store has it.
        var hold: Reason?
        /// The endpoint that does not work, of a pipeline that is new to this process.
        var opening: Breaker.Opening?
        /// When the earliest retry on disk is due.
        var nextDue: Timestamp?
    }

    let pipeline: PipelineID
    private(set) var limits: Limits
    /// The digests of the files whose code its deliveries run through.
    private(set) var plugins: Set<String>
    /// Whether no pipeline of the set that runs has it: what is in work ends, and nothing more is taken.
    private(set) var isRetired = false
    /// Why it takes none.
    private(set) var hold: Reason?
    private(set) var gate: Gate
    private(set) var inUse = 0
    var slots: SlowStart
    var bucket: TokenBucket?

    /// First and second tries.
    var fresh = DeliveryQueue()
    /// Third tries and later ones: a share of the slots is theirs, and no more while there is anything else.
    var late = DeliveryQueue()
    /// Those that may have brought a plugin down, and run alone.
    var suspected = DeliveryQueue()
    /// Those that are given up without a try.
    var expired = DeliveryQueue()
    /// Of ``fresh`` and ``late``, those that came from ``claimedWaiting(_:next:steady:wall:)``.
    var retriesQueued = 0
    var lateInUse = 0
    /// Deliveries taken since the last late one.
    var sinceLate = 0

    /// The last pending delivery that came by memory or by a claim.
    private(set) var cursor: DeliveryID?
    /// Whether there may be pending deliveries on disk behind the cursor.
    private(set) var hasMoreOnDisk = true
    private var isClaimingPending = false
    private var isClaimingWaiting = false
    /// Counts how often all that was queued was forgotten: a claim from before would leave a gap behind the cursor.
    private(set) var epoch = 0
    /// Whether deliveries are looked for whose time is over.
    private var sweep: Expiry?
    /// Retries that are queued or in work: the store still shows them as waiting.
    private(set) var retriesTaken: Set<DeliveryID> = []
    /// When the earliest retry on disk is due, as far as is known; nil when there is none.
    private(set) var nextDue: Timestamp?

    init(_ plan: Plan) {
        pipeline = plan.pipeline
        limits = plan.limits
        plugins = plan.plugins
        hold = plan.hold
        nextDue = plan.nextDue
        gate = plan.opening.map { .shut(until: $0.until) } ?? .clear
        slots = SlowStart(most: plan.limits.concurrency)
        bucket = plan.limits.rate.map(TokenBucket.init)
    }

    /// What could be taken if there were slots.
    var queued: Int { fresh.count + late.count }
    /// What it holds in memory, about.
    var queuedBytes: Int { fresh.bytes + late.bytes + suspected.bytes + expired.bytes }

    // MARK: - In

    /// Takes a new delivery from the commit that made it; false when it must stay on disk.
    mutating func handOver(_ delivery: ClaimedDelivery, hasRoom: Bool) -> Bool {
        guard !hasMoreOnDisk else { return false }
        guard hasRoom, isFed else {
            hasMoreOnDisk = true
            return false
        }
        cursor = delivery.id
        fresh.append(delivery)
        return true
    }

    /// How few queued deliveries make it worth to read more.
    private static let lowWater = 128

    /// Whether what is queued may go on.
    private var isFed: Bool {
        guard hold == nil else { return false }
        switch gate {
        case .clear: return true
        case .shut: return false
        case .probing: return queued == 0
        }
    }

    /// Whether pending deliveries should be claimed now; says yes once until ``claimedPending(_:)``.
    mutating func wantsPending() -> Bool {
        guard hasMoreOnDisk, !isClaimingPending, fresh.count < Self.lowWater, isFed else { return false }
        isClaimingPending = true
        return true
    }

    /// Takes pending deliveries that were claimed; none means that memory feeds it again.
    mutating func claimedPending(_ deliveries: [ClaimedDelivery]) {
        isClaimingPending = false
        if deliveries.isEmpty { hasMoreOnDisk = false }
        // Closed meanwhile: they are read again when it opens.
        guard isFed else { return }
        for delivery in deliveries {
            cursor = delivery.id
            fresh.append(delivery)
        }
    }

    private var mayClaimWaiting: Bool {
        !isClaimingWaiting && hold == nil && retriesQueued + expired.count < Self.lowWater && (isFed || sweep != nil)
    }

    /// Whether due retries should be claimed now; says yes once until ``claimedWaiting(_:next:steady:wall:)``.
    mutating func wantsWaiting(now: Timestamp) -> Bool {
        guard let due = nextDue, due <= now, mayClaimWaiting else { return false }
        isClaimingWaiting = true
        // What is noted from here on, the claim may not have seen.
        nextDue = nil
        return true
    }

    /// Takes retries that were claimed.
    /// - Parameters:
    ///   - next: When the earliest of those left is due.
    ///   - steady: Now, by the steady clock.
    ///   - wall: Now, by the wall clock.
    ///   - isSuspect: Whether a delivery is to run alone.
    mutating func claimedWaiting(
        _ deliveries: [ClaimedDelivery],
        next: Timestamp?,
        steady: Timestamp,
        wall: Timestamp,
        isSuspect: (DeliveryID) -> Bool = { _ in false }
    ) {
        isClaimingWaiting = false
        if let next { isDue(next) }
        if isFed {
            for delivery in deliveries where retriesTaken.insert(delivery.id).inserted {
                if gate == .clear, isSuspect(delivery.id) {
                    suspected.append(delivery)
                    continue
                }
                retriesQueued += 1
                if delivery.isLate { late.append(delivery) } else { fresh.append(delivery) }
            }
            return
        }
        defer { if !deliveries.isEmpty, sweep == nil { nextDue = Timestamp(microseconds: 0) } }
        guard let sweep else { return }
        let over = deliveries.filter { sweep.isOver($0, steady: steady, wall: wall) }
        for delivery in over where retriesTaken.insert(delivery.id).inserted { expired.append(delivery) }
        // The longest due come first: once some are not over, hardly any behind them is.
        if over.isEmpty || over.count < deliveries.count { self.sweep = nil }
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

    /// A person stopped or ended a delivery: it is not begun any more.
    mutating func withdraw(_ delivery: DeliveryID) {
        let isQueued = fresh.remove(delivery) || late.remove(delivery)
        let isFound = isQueued || suspected.remove(delivery) || expired.remove(delivery)
        guard isFound, retriesTaken.remove(delivery) != nil else { return }
        if isQueued { retriesQueued -= 1 }
    }

    // MARK: - Out

    /// A slot is free again: its outcome is on disk.
    mutating func settled(_ delivery: DeliveryID, _ ending: Ending, isLate: Bool) {
        inUse -= 1
        if isLate { lateInUse -= 1 }
        if !retriesTaken.isEmpty { retriesTaken.remove(delivery) }
        switch ending {
        case .answered: slots.succeeded()
        case .failed: slots.failed()
        case .unsent: bucket?.giveBack(1)
        case .unknown: break
        }
        // A probe that said nothing about the endpoint: the next one looks.
        if gate == .probing(delivery) { gate = .probing(nil) }
    }

    mutating func began(_ count: Int) { inUse += count }
    mutating func beganProbe(_ delivery: DeliveryID) { gate = .probing(delivery) }

    // MARK: - Closed and open

    /// Stops the lane. What is queued is forgotten, for the store has it; it is read again when the hold is lifted.
    mutating func close(_ reason: Reason) {
        hold = reason
        sweep = nil
        forget()
    }

    /// Opens the lane again; all that waits is looked for on disk. A breaker that is open looks at once.
    mutating func open() {
        hold = nil
        probe()
        lookOnDisk()
    }

    /// The endpoint does not work: nothing goes out until a time.
    /// - Parameter sweep: Given when what is over is to be given up meanwhile.
    mutating func shut(until: Timestamp, sweep: Expiry?) {
        gate = .shut(until: until)
        slots.restart()
        forget()
        guard let sweep, sweep.isFinite else { return }
        self.sweep = sweep
        nextDue = Timestamp(microseconds: 0)
    }

    /// The endpoint works again.
    mutating func reopen() {
        gate = .clear
        sweep = nil
        lookOnDisk()
    }

    /// A shut lane sends its next probe now.
    mutating func probe() {
        if case .shut = gate { gate = .shut(until: Timestamp(microseconds: 0)) }
    }

    /// Lets the time pass: a shut lane probes when its time has come.
    mutating func advance(to now: Timestamp) {
        guard case .shut(let until) = gate, until <= now else { return }
        gate = .probing(nil)
        sweep = nil
        lookOnDisk()
    }

    private mutating func lookOnDisk() {
        hasMoreOnDisk = true
        nextDue = Timestamp(microseconds: 0)
    }

    private mutating func forget() {
        epoch += 1
        isClaimingPending = false
        isClaimingWaiting = false
        if let first = fresh.waiting.first(where: { !retriesTaken.contains($0.id) }) {
            cursor = DeliveryID(first.id.rawValue - 1)
        }
        for queue in [fresh, late, suspected, expired] {
            for delivery in queue.waiting { retriesTaken.remove(delivery.id) }
        }
        fresh.removeAll()
        late.removeAll()
        suspected.removeAll()
        expired.removeAll()
        retriesQueued = 0
        hasMoreOnDisk = true
    }

    // MARK: - Changes of the pipeline

    /// Takes over what a new set of pipelines says. What is queued and in work stays.
    mutating func change(_ plan: Plan) {
        if plan.limits.concurrency != limits.concurrency { slots.change(most: plan.limits.concurrency) }
        if plan.limits.rate != limits.rate { bucket = plan.limits.rate.map(TokenBucket.init) }
        limits = plan.limits
        plugins = plan.plugins
        // Of a pipeline that did not change, the lane itself knows best.
        guard plan.isAnew || isRetired else { return }
        if isRetired {
            isRetired = false
            gate = plan.opening.map { .shut(until: $0.until) } ?? .clear
        }
        if let hold = plan.hold {
            if hold != self.hold { close(hold) }
        } else if hold != nil {
            open()
        }
        // An endpoint that did not work may be another one now.
        probe()
        if let due = plan.nextDue { isDue(due) }
    }

    /// No pipeline has it any more. What waits stays in the store.
    mutating func retire() {
        guard !isRetired else { return }
        isRetired = true
        // It has no share in what the host can do.
        limits.concurrency = 0
        limits.rate = nil
        bucket = nil
        close(Reason(code: "pipeline-removed", text: "no pipeline of this name is declared any more"))
    }

    // MARK: - Time

    /// When it must be looked at again without anything having happened; nil when that need not be.
    var alarm: Timestamp? {
        guard hold == nil else { return nil }
        var alarm: Timestamp?
        if case .shut(let until) = gate { alarm = until }
        if let nextDue, mayClaimWaiting { alarm = min(alarm ?? nextDue, nextDue) }
        if let bucket, queued > 0, inUse < slots.limit, gate == .clear || gate == .probing(nil) {
            alarm = min(alarm ?? bucket.next, bucket.next)
        }
        return alarm
    }
}
