internal import PenstockCore
internal import Synchronization

/// Feeds the stage threads: fair over lanes, within the limits of each and of the host.
///
/// Woken by commits and by the clock, never by polling. All state stands in one lock that is held for moments.
final class Dispatcher: Sendable {
    /// A run of deliveries of one lane for one stage thread.
    struct Slice: Sendable {
        var pipeline: PipelineID
        var deliveries: [ClaimedDelivery]
    }

    /// What a look at the lanes asks for, done outside of the lock.
    enum Claim: Sendable {
        case pending(PipelineID, after: DeliveryID?)
        case waiting(PipelineID, except: Set<DeliveryID>)

        var pipeline: PipelineID {
            switch self {
            case .pending(let pipeline, _), .waiting(let pipeline, _): pipeline
            }
        }
    }

    private struct State {
        var lanes: [Lane]
        var index: [PipelineID: Int]
        /// Where the next look begins, so that no lane is always first.
        var turn = 0
        var sleeping = 0
        var isStopping = false
    }

    /// Deliveries of all lanes that may wait in memory, in bytes.
    private static let memory = 32 << 20
    /// Deliveries per slice.
    private static let sliceSize = 64
    /// Rows per claim, and their bytes.
    static let claimLimit = 512
    static let claimBytes = 2 << 20

    private let state: Mutex<State>
    private let noted = Mutex<[Change]>([])
    private let wake = Wake()
    private let timer = Alarm()
    private let clock: EngineClock

    init(lanes: [Lane], clock: EngineClock) {
        let index = Dictionary(uniqueKeysWithValues: lanes.enumerated().map { ($1.pipeline, $0) })
        state = Mutex(State(lanes: lanes, index: index))
        self.clock = clock
    }

    // MARK: - In

    /// What commits have changed: collected while a batch is answered, applied in one go.
    enum Change: Sendable {
        /// An event with its deliveries was made.
        case appended(AppendedEvent)
        /// A delivery's outcome is on disk: its slot is free.
        case settled(DeliveryID, of: PipelineID)
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
        var isAnyDue = false
        state.withLock { state in
            for change in changes {
                switch change {
                case .appended(let appended): Self.handOver(appended, &state)
                case .settled(let delivery, let pipeline):
                    if let lane = state.index[pipeline] { state.lanes[lane].settled(delivery) }
                case .due(let pipeline, let due):
                    if let lane = state.index[pipeline] { state.lanes[lane].isDue(due) }
                    isAnyDue = true
                case .created(let pipeline):
                    if let lane = state.index[pipeline] { state.lanes[lane].hasNewOnDisk() }
                case .withdrawn(let delivery, let pipeline):
                    if let lane = state.index[pipeline] { state.lanes[lane].withdraw(delivery) }
                }
            }
            wakeThread(&state)
        }
        if isAnyDue { timer.signal() }
    }

    private static func handOver(_ appended: AppendedEvent, _ state: inout State) {
        guard !appended.isDuplicate, !appended.deliveries.isEmpty else { return }
        var hasRoom = state.lanes.reduce(0) { $0 + $1.queuedBytes } < memory
        for delivery in appended.deliveries {
            guard let lane = state.index[delivery.pipeline] else { continue }
            let claimed = ClaimedDelivery(
                id: delivery.id,
                pipeline: delivery.pipeline,
                event: appended.event,
                createdAt: appended.event.acceptedAt,
                replayOf: delivery.replayOf
            )
            _ = state.lanes[lane].handOver(claimed, hasRoom: hasRoom)
            hasRoom = hasRoom && state.lanes[lane].queuedBytes < memory
        }
    }

    func claimedPending(_ pipeline: PipelineID, _ deliveries: [ClaimedDelivery]) {
        change(pipeline) { $0.claimedPending(deliveries) }
    }

    func claimedWaiting(_ pipeline: PipelineID, _ deliveries: [ClaimedDelivery], next: Timestamp?) {
        change(pipeline) { $0.claimedWaiting(deliveries, next: next) }
        timer.signal()
    }

    /// A claim of this pipeline could not be read; it is made again in a moment.
    func claimFailed(_ pipeline: PipelineID) {
        change(pipeline) { $0.claimFailed(again: clock.steady() + .seconds(1)) }
        timer.signal()
    }

    /// A delivery of this pipeline waits on disk until then.
    func isDue(_ pipeline: PipelineID, at due: Timestamp) {
        change(pipeline) { $0.isDue(due) }
        timer.signal()
    }

    func close(_ pipeline: PipelineID, _ reason: Reason) {
        change(pipeline) { $0.close(reason) }
    }

    func open(_ pipeline: PipelineID) {
        change(pipeline) { $0.open() }
        timer.signal()
    }

    private func change(_ pipeline: PipelineID, _ body: (inout Lane) -> Void) {
        state.withLock { state in
            guard let lane = state.index[pipeline] else { return }
            body(&state.lanes[lane])
            wakeThread(&state)
        }
    }

    private func wakeThread(_ state: inout State) {
        guard state.sleeping > 0 else { return }
        state.sleeping -= 1
        wake.signal()
    }

    // MARK: - Out

    /// The next slice, waiting for one; nil when the dispatcher stops.
    /// - Parameter claim: Carries out what must be read from the store before there is more.
    func next(_ claim: (Claim) -> Void) -> Slice? {
        while true {
            let (slice, claims, isStopping) = state.withLock { state -> (Slice?, [Claim], Bool) in
                if state.isStopping { return (nil, [], true) }
                let claims = Self.claims(&state, now: clock.steady())
                let slice = Self.slice(&state)
                if slice == nil { state.sleeping += 1 }
                // More than one thread's worth: another may help.
                if slice != nil, state.lanes.contains(where: \.isReady) { wakeThread(&state) }
                return (slice, claims, false)
            }
            claims.forEach(claim)
            if isStopping { return nil }
            if let slice { return slice }
            wake.wait()
        }
    }

    private static func slice(_ state: inout State) -> Slice? {
        let count = state.lanes.count
        for offset in 0..<count {
            let index = (state.turn + offset) % count
            guard state.lanes[index].isReady else { continue }
            state.turn = (index + 1) % count
            return Slice(
                pipeline: state.lanes[index].pipeline,
                deliveries: state.lanes[index].take(atMost: sliceSize)
            )
        }
        return nil
    }

    private static func claims(_ state: inout State, now: Timestamp) -> [Claim] {
        var claims: [Claim] = []
        for index in state.lanes.indices {
            if state.lanes[index].wantsPending() {
                claims.append(.pending(state.lanes[index].pipeline, after: state.lanes[index].cursor))
            }
            if state.lanes[index].wantsWaiting(now: now) {
                claims.append(.waiting(state.lanes[index].pipeline, except: state.lanes[index].retriesTaken))
            }
        }
        return claims
    }

    // MARK: - The clock

    /// The body of the timer's thread: wakes a stage thread when the next retry is due. Returns when stopping.
    func runTimer() {
        while true {
            let (delay, isStopping) = state.withLock { state -> (Duration, Bool) in
                let due = state.lanes.filter { $0.hold == nil }.compactMap(\.nextDue).min()
                // Never longer than this, so that a mistake about the time heals itself.
                let longest = Duration.seconds(30)
                guard let due else { return (longest, state.isStopping) }
                return (min(longest, due - clock.steady()), state.isStopping)
            }
            if isStopping { return }
            if delay > .zero {
                timer.wait(atMost: delay)
            } else {
                state.withLock { wakeThread(&$0) }
                // Whoever claims says when it is done; a lane whose queue is full asks again when it has room.
                timer.wait(atMost: .milliseconds(100))
            }
        }
    }

    /// Ends the threads: no slice is given out any more.
    func stop(threads: Int) {
        state.withLock { $0.isStopping = true }
        for _ in 0..<threads { wake.signal() }
        timer.signal()
    }

    // MARK: - What people may look at

    /// A lane's figures.
    struct LaneReading: Sendable {
        var pipeline: PipelineID
        var inUse: Int
        /// Deliveries in work at most.
        var limit: Int
        var queued: Int
        var hold: Reason?
    }

    var readings: [LaneReading] {
        state.withLock { state in
            state.lanes.map { lane in
                LaneReading(
                    pipeline: lane.pipeline,
                    inUse: lane.inUse,
                    limit: lane.concurrency,
                    queued: lane.queued,
                    hold: lane.hold
                )
            }
        }
    }
}
