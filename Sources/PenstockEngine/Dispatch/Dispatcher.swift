internal import PenstockCore
internal import Synchronization

/// Feeds the stage threads: fair over lanes, within the limits of each and of the host.
///
/// Woken by commits and by the clock, never by polling. All state stands in one lock that is held for moments.
final class Dispatcher: Sendable {
    /// A run of deliveries of one lane for one stage thread.
    struct Slice: Sendable {
        var pipeline: PipelineID
        var task: Lane.Task
        var deliveries: [ClaimedDelivery]
        /// What the pipeline is now; nil where nobody has said.
        var generation: Generation?
    }

    /// What a look at the lanes asks for, done outside of the lock.
    struct Claim: Sendable {
        enum Kind: Sendable {
            case pending(after: DeliveryID?)
            case waiting(except: Set<DeliveryID>)
        }

        var pipeline: PipelineID
        var kind: Kind
        /// Rows, and bytes of them, at most.
        var limit: Int
        var bytes: Int
        /// Of the lane; see ``Lane/epoch``.
        var epoch: Int
    }

    /// Why nothing at all is taken.
    struct Stops: OptionSet, Sendable {
        var rawValue: UInt8
        /// The store does not take what is written.
        static let store = Stops(rawValue: 1)
        /// Outcomes wait that could not be written.
        static let outcomes = Stops(rawValue: 2)
        /// A plugin hangs, and the host is about to start anew.
        static let hang = Stops(rawValue: 4)
    }

    struct State {
        var lanes: [Lane]
        var index: [PipelineID: Int]
        var host: HostSlots
        /// Handed out with each slice, so that a lane and what works its deliveries change in one step.
        var generation: Generation?
        var solitude: Solitude
        var queuedBytes = 0
        /// Where the next look begins, so that no lane is always first.
        var turn = 0
        var sleeping = 0
        var stops: Stops = []
        var isStopping = false
        /// What the timer sleeps until.
        var alarm = Timestamp(microseconds: .max)

        /// Changes a lane and keeps the sums of all lanes.
        mutating func change<R>(_ lane: Int, _ body: (inout Lane) -> R) -> R {
            let (bytes, inUse) = (lanes[lane].queuedBytes, lanes[lane].inUse)
            let result = body(&lanes[lane])
            queuedBytes += lanes[lane].queuedBytes - bytes
            host.changed(concurrency: lanes[lane].limits.concurrency, from: inUse, to: lanes[lane].inUse)
            return result
        }

        /// Whether the timer must wake earlier than it knows, for this lane.
        func isEarlier(_ lane: Int) -> Bool { lanes[lane].alarm.map { $0 < alarm } ?? false }

        func isReady(_ lane: Int, now: Timestamp) -> Bool {
            lanes[lane].isReady(now: now) && !solitude.still.contains(lane)
                && host.room(concurrency: lanes[lane].limits.concurrency, inUse: lanes[lane].inUse) > 0
        }
    }

    /// Deliveries of all lanes that may wait in memory, in bytes.
    private static let memory = 32 << 20
    /// Deliveries per slice.
    private static let sliceSize = 64
    /// Rows per claim, and their bytes: the least is for a lane that has nothing while the others fill the memory.
    private static let claimLimit = 512
    private static let claimBytes = 64 << 10...2 << 20
    /// Rows to choose a probe from.
    private static let probeLimit = 8

    let state: Mutex<State>
    private let noted = Mutex<[Change]>([])
    private let wake = Wake()
    let timer = Alarm()
    private let clock: EngineClock

    /// - Parameters:
    ///   - slots: Deliveries in work at most, of all lanes together.
    ///   - suspects: The deliveries that run alone, each with the digest of the plugin that it may have brought down.
    init(
        lanes: [Lane],
        slots: Int = 4096,
        suspects: [DeliveryID: String] = [:],
        clock: EngineClock
    ) {
        let index = Dictionary(uniqueKeysWithValues: lanes.enumerated().map { ($1.pipeline, $0) })
        let host = HostSlots(limit: slots, lanes: lanes.map(\.limits.concurrency))
        let solitude = Solitude(plugins: lanes.map(\.plugins), suspects: suspects)
        state = Mutex(State(lanes: lanes, index: index, host: host, solitude: solitude))
        self.clock = clock
    }

    // MARK: - In

    /// What commits have changed: collected while a batch is answered, applied in one go.
    enum Change: Sendable {
        /// An event with its deliveries was made.
        case appended(AppendedEvent)
        /// A delivery's outcome is on disk: its slot is free.
        case settled(DeliveryID, of: PipelineID, Ending, isLate: Bool)
        /// A delivery of this pipeline waits on disk until then.
        case due(PipelineID, at: Timestamp)
        /// Pending deliveries of this pipeline were made that no event hands over.
        case created(PipelineID)
        /// A delivery of this pipeline is not to be begun any more.
        case withdrawn(DeliveryID, of: PipelineID)
    }

    /// Takes note of what a commit has changed. Called by the writer, in the order of commits; ``flush()`` follows.
    func note(_ change: Change) {
        noted.withLock { $0.append(change) }
    }

    /// Applies what was noted: one lock and one waking for a whole batch, or each delivery would wake a thread that then
    /// waits for the lock of the next.
    func flush() {
        let changes = noted.withLock { noted in
            defer { noted.removeAll(keepingCapacity: true) }
            return noted
        }
        guard !changes.isEmpty else { return }
        let isEarlier = state.withLock { state in
            var isEarlier = false
            for change in changes { Self.apply(change, &state, &isEarlier) }
            wakeThread(&state)
            return isEarlier
        }
        if isEarlier { timer.signal() }
    }

    private static func apply(_ change: Change, _ state: inout State, _ isEarlier: inout Bool) {
        let pipeline: PipelineID
        switch change {
        case .appended(let appended): return handOver(appended, &state, &isEarlier)
        case .settled(_, let id, _, _), .due(let id, _), .created(let id), .withdrawn(_, let id): pipeline = id
        }
        guard let lane = state.index[pipeline] else { return }
        if case .settled(let delivery, _, _, _) = change { state.solitude.ended(delivery) }
        state.change(lane) { lane in
            switch change {
            case .appended: break
            case .settled(let delivery, _, let ending, let isLate):
                lane.settled(delivery, ending, isLate: isLate)
            case .due(_, let due): lane.isDue(due)
            case .created: lane.hasNewOnDisk()
            case .withdrawn(let delivery, _): lane.withdraw(delivery)
            }
        }
        if case .due = change, state.isEarlier(lane) { isEarlier = true }
    }

    private static func handOver(_ appended: AppendedEvent, _ state: inout State, _ isEarlier: inout Bool) {
        guard !appended.isDuplicate else { return }
        // Others are duplicates, or wait behind one of the same order key: the store knows when their turn comes.
        for delivery in appended.deliveries where delivery.state == .pending {
            guard let lane = state.index[delivery.pipeline] else { continue }
            let claimed = ClaimedDelivery(
                id: delivery.id,
                pipeline: delivery.pipeline,
                event: appended.event,
                createdAt: appended.event.acceptedAt,
                replayOf: delivery.replayOf
            )
            let hasRoom = state.queuedBytes < memory
            _ = state.change(lane) { $0.handOver(claimed, hasRoom: hasRoom) }
            // A lane without a rate needs no timer to begin.
            if state.lanes[lane].bucket != nil, state.isEarlier(lane) { isEarlier = true }
        }
    }

    func claimedPending(_ claim: Claim, _ deliveries: [ClaimedDelivery]) {
        answer(claim) { $0.claimedPending(deliveries) }
    }

    func claimedWaiting(_ claim: Claim, _ deliveries: [ClaimedDelivery], next: Timestamp?) {
        let (steady, wall) = (clock.steady(), clock.wall())
        let solitude = state.withLock { $0.solitude }
        answer(claim) { lane in
            lane.claimedWaiting(
                deliveries,
                next: next,
                steady: steady,
                wall: wall,
                isSuspect: solitude.isSuspect
            )
        }
    }

    /// A claim could not be read; it is made again in a moment.
    func claimFailed(_ claim: Claim) {
        answer(claim) { $0.claimFailed(again: clock.steady() + .seconds(1)) }
    }

    private func answer(_ claim: Claim, _ body: (inout Lane) -> Void) {
        change(claim.pipeline) { lane in if lane.epoch == claim.epoch { body(&lane) } }
    }

    /// A delivery of this pipeline waits on disk until then.
    func isDue(_ pipeline: PipelineID, at due: Timestamp) {
        change(pipeline) { $0.isDue(due) }
    }

    /// A person wants a delivery of this pipeline to be tried: an endpoint that does not work is looked at now.
    func probe(_ pipeline: PipelineID) {
        change(pipeline) { $0.probe() }
    }

    /// A slot is free though nothing was written: what was in work had been withdrawn.
    func dropped(_ delivery: DeliveryID, of pipeline: PipelineID, _ ending: Ending, isLate: Bool) {
        state.withLock { $0.solitude.ended(delivery) }
        change(pipeline) { $0.settled(delivery, ending, isLate: isLate) }
    }

    /// A delivery may have brought a plugin down in another process: its next try is made alone.
    func suspect(_ delivery: DeliveryID, with plugin: String) {
        state.withLock { $0.solitude.suspect(delivery, with: plugin) }
    }

    /// Takes nothing from this pipeline until it is opened.
    func close(_ pipeline: PipelineID, _ reason: Reason) {
        change(pipeline) { $0.close(reason) }
    }

    /// Lets a pipeline go on.
    func open(_ pipeline: PipelineID) {
        change(pipeline) { $0.open() }
    }

    /// The endpoint of a pipeline does not work: it is looked at again at a time.
    /// - Parameter sweep: Given when what is over is to be given up meanwhile.
    func shut(_ pipeline: PipelineID, until: Timestamp, sweep: Expiry?) {
        change(pipeline) { $0.shut(until: until, sweep: sweep) }
    }

    /// The endpoint of a pipeline works again.
    func reopen(_ pipeline: PipelineID) {
        change(pipeline) { $0.reopen() }
    }

    /// Takes nothing at all while there is a reason not to: no attempt starts whose outcome could not be written.
    func stopTaking(_ stop: Stops, _ isOn: Bool) {
        state.withLock { state in
            if isOn { state.stops.insert(stop) } else { state.stops.remove(stop) }
            if state.stops.isEmpty { wakeThread(&state) }
        }
    }

    /// Whether the host is about to end.
    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// Why nothing is taken.
    var stops: Stops { state.withLock { $0.stops } }

    private func change(_ pipeline: PipelineID, _ body: (inout Lane) -> Void) {
        let isEarlier = state.withLock { state in
            guard let lane = state.index[pipeline] else { return false }
            state.change(lane, body)
            wakeThread(&state)
            return state.isEarlier(lane)
        }
        if isEarlier { timer.signal() }
    }

    func wakeThread(_ state: inout State) {
        guard state.sleeping > 0 else { return }
        state.sleeping -= 1
        wake.signal()
    }

    // MARK: - Out

    /// The next slice, waiting for one; nil when the dispatcher stops.
    /// - Parameter claim: Carries out what must be read from the store before there is more.
    func next(_ claim: (Claim) -> Void) -> Slice? {
        while true {
            let look = look()
            look.claims.forEach(claim)
            if look.isEarlier { timer.signal() }
            if look.isStopping { return nil }
            if let slice = look.slice { return slice }
            wake.wait()
        }
    }

    /// What one look at the lanes came to.
    struct Look {
        var slice: Slice?
        var claims: [Claim] = []
        /// Whether the timer must wake earlier than it knows.
        var isEarlier = false
        var isStopping = false
    }

    /// Looks at the lanes once; without a slice, the caller is to wait.
    func look() -> Look {
        let now = clock.steady()
        return state.withLock { state in
            if state.isStopping { return Look(isStopping: true) }
            guard state.stops.isEmpty else {
                state.sleeping += 1
                return Look()
            }
            var look = Look()
            look.claims = Self.claims(&state, now: now)
            (look.slice, look.isEarlier) = Self.slice(&state, now: now)
            if look.slice == nil {
                state.sleeping += 1
            } else if state.sleeping > 0, state.lanes.indices.contains(where: { state.isReady($0, now: now) }) {
                // More than one thread's worth: another may help.
                wakeThread(&state)
            }
            return look
        }
    }

    private static func slice(_ state: inout State, now: Timestamp) -> (Slice?, isEarlier: Bool) {
        if !state.solitude.isEmpty, let slice = lone(&state, now: now) { return (slice, false) }
        let count = state.lanes.count
        for offset in 0..<count {
            let index = (state.turn + offset) % count
            guard state.lanes[index].isReady(now: now), !state.solitude.still.contains(index) else { continue }
            let room = state.host.room(
                concurrency: state.lanes[index].limits.concurrency,
                inUse: state.lanes[index].inUse
            )
            let taken = state.change(index) { $0.take(atMost: min(sliceSize, room), now: now) }
            guard let taken, !taken.deliveries.isEmpty else { continue }
            state.turn = (index + 1) % count
            let slice = Slice(
                pipeline: state.lanes[index].pipeline,
                task: taken.task,
                deliveries: taken.deliveries,
                generation: state.generation
            )
            return (slice, state.lanes[index].bucket != nil && state.isEarlier(index))
        }
        return (nil, false)
    }

    /// A suspected delivery by itself, once nothing else is in its plugin.
    private static func lone(_ state: inout State, now: Timestamp) -> Slice? {
        let waiting = state.lanes.compactMap(\.nextSuspect)
        let lanes = state.lanes
        guard let next = state.solitude.begin(waiting, isIdle: { lanes[$0].inUse == 0 }),
            let index = lanes.firstIndex(where: { $0.nextSuspect == next }),
            let taken = state.change(index, { $0.takeSuspect(now: now) })
        else { return nil }
        return Slice(
            pipeline: state.lanes[index].pipeline,
            task: .deliver,
            deliveries: [taken],
            generation: state.generation
        )
    }

    private static func claims(_ state: inout State, now: Timestamp) -> [Claim] {
        var claims: [Claim] = []
        for index in state.lanes.indices {
            state.lanes[index].advance(to: now)
            // A lane that has something waits until there is room.
            guard state.queuedBytes < memory || state.lanes[index].queued == 0 else { continue }
            if state.lanes[index].wantsPending() {
                claims.append(claim(.pending(after: state.lanes[index].cursor), index, state))
            }
            if state.lanes[index].wantsWaiting(now: now) {
                claims.append(claim(.waiting(except: state.lanes[index].retriesTaken), index, state))
            }
        }
        return claims
    }

    private static func claim(_ kind: Claim.Kind, _ index: Int, _ state: borrowing State) -> Claim {
        let isProbe = if case .probing = state.lanes[index].gate { true } else { false }
        let room = (memory - state.queuedBytes) / 4
        return Claim(
            pipeline: state.lanes[index].pipeline,
            kind: kind,
            limit: isProbe ? probeLimit : claimLimit,
            bytes: min(max(room, claimBytes.lowerBound), claimBytes.upperBound),
            epoch: state.lanes[index].epoch
        )
    }

    // MARK: - The clock

    /// The body of the timer's thread: wakes a stage thread when something is due without anything having happened.
    /// Returns when stopping.
    /// - Parameter tick: Called about once a second.
    func runTimer(tick: () -> Void) {
        var nextTick = clock.steady()
        while true {
            let now = clock.steady()
            if nextTick <= now {
                tick()
                nextTick = now + StallWatch.pace
            }
            let (delay, isStopping) = state.withLock { state -> (Duration, Bool) in
                var alarm = nextTick
                for lane in state.lanes.indices {
                    if let at = state.lanes[lane].alarm { alarm = min(alarm, at) }
                }
                if alarm <= now {
                    wakeThread(&state)
                    // Not at once again: a lane that has no slot is due all the while, and the tokens of a fast rate
                    // come faster than it makes sense to wake for.
                    alarm = now + Self.leastWait
                }
                state.alarm = alarm
                return (alarm - now, state.isStopping)
            }
            if isStopping { return }
            timer.wait(atMost: delay)
        }
    }

    /// Between two wakings for what is due already.
    private static let leastWait = Duration.milliseconds(10)

    /// Ends the threads: no slice is given out any more.
    func stop(threads: Int) {
        state.withLock { $0.isStopping = true }
        for _ in 0..<threads { wake.signal() }
        timer.signal()
    }

    // MARK: - What people may look at

    /// Each lane as it stands, with its sums.
    func readings<R: Sendable>(_ read: (Lane, Timestamp) -> R) -> [R] {
        let now = clock.steady()
        return state.withLock { state in state.lanes.filter { !$0.isRetired }.map { read($0, now) } }
    }
}
