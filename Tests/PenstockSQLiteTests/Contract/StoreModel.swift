internal import PenstockCore
internal import Testing

/// What a store must answer, kept in memory in the simplest way.
///
/// Numbers are the store's to choose; the model takes them from the answers and checks that they only rise.
struct StoreModel {
    struct Row {
        var pipeline: PipelineID
        var event: Event
        var createdAt: Timestamp
        var updatedAt: Timestamp
        var state = DeliveryState.pending
        var due: Timestamp?
        var reason: Reason?
        var attempts: [Attempt] = []
        var attemptsBeforeRetry = 0
        var firstAttemptAt: Timestamp?
        var stageTries = 0
        var rendered: RenderedMessage?
        var revision: RevisionID?
        var isParked = false
        var order: KeyDigest?
        /// Whether it stands in line behind its order key, and if so whether it is held there.
        var isInLine = false
        var isBehind = false
        var replayOf: DeliveryID?
        var duplicateOf: DeliveryID?
        var job: JobID?
    }

    /// A natural key of one pipeline.
    struct NaturalKey: Hashable {
        var pipeline: PipelineID
        var digest: KeyDigest
    }

    var rows: [DeliveryID: Row] = [:]
    var events: [AppendedEvent] = []
    var holds: [PipelineID: Reason] = [:]
    var memories: [PipelineID: [UInt8]] = [:]
    var jobs: [JobID: Job] = [:]
    /// What stages keep; nil for what was removed.
    var pluginState: [PluginStateKey: PluginStateValue?] = [:]
    var firsts: [NaturalKey: (delivery: DeliveryID, acceptedAt: Timestamp)] = [:]
    /// What sources have learned, oldest first, and what is known of them.
    var learned: [LearnedRequest] = []
    var sourceMemories: [String: [UInt8]] = [:]
    let pipelines: Set<PipelineID>

    init(pipelines: Set<PipelineID>) { self.pipelines = pipelines }

    /// Carries an operation out and compares what the store answered.
    mutating func apply(_ operation: StoreOperation, _ result: StoreResult, _ store: any EventStore) throws {
        switch operation {
        case .append(let new):
            guard isKnown(new) else { return expect(result, .notFound) }
            try append(new, try #require(result.appended))
        case .settle(let settlement):
            try settle(settlement, result)
        case .retry(let id, let render, let now):
            guard let row = rows[id] else { return expect(result, .notFound) }
            guard row.state != .pending else { return expect(result, .conflict) }
            #expect(result.retried == row.pipeline)
            retry(id, render: render, at: now)
        case .hold(let pipeline, let reason):
            guard pipelines.contains(pipeline) else { return expect(result, .notFound) }
            hold(pipeline, reason)
        case .resume(let pipeline, let now):
            guard pipelines.contains(pipeline) else { return expect(result, .notFound) }
            holds[pipeline] = nil
            release(pipeline, at: now)
        case .cancel(let id, let reason, let now):
            guard let row = rows[id] else { return expect(result, .notFound) }
            guard [.pending, .waiting, .held, .dead].contains(row.state) else { return expect(result, .conflict) }
            let releases = end(id, .cancelled, reason, at: now)
            #expect(result.cancelled?.pipeline == row.pipeline && result.cancelled?.releases == releases)
        case .park(let id, let reason, let now):
            guard var row = rows[id] else { return expect(result, .notFound) }
            guard !row.state.isFinal else { return expect(result, .conflict) }
            #expect(result.parked == row.pipeline)
            (row.state, row.due, row.reason, row.updatedAt, row.isParked) = (.held, nil, reason, now, true)
            rows[id] = row
        case .remember(let pipeline, let memory):
            guard pipelines.contains(pipeline) else { return expect(result, .notFound) }
            memories[pipeline] = memory
        case .learn(let new):
            learn(new, try #require(result.learned))
        case .forget(let ids):
            let before = learned.count
            learned.removeAll { ids.contains($0.id) }
            #expect(result.forgotten == before - learned.count)
        case .note(let source, let memory):
            sourceMemories[source] = memory
        case .begin(let new):
            try begin(new, result)
        case .advance(let step):
            try advance(step, result, store)
        case .issue, .revoke, .noteUse:
            // They touch nothing of the rest; TokenContract has them.
            Issue.record("the model knows no tokens")
        case .fire, .moveTimer, .cancelTimer, .reviseTimers, .makePastTimers, .forgetPerson:
            // TimerContract has them.
            Issue.record("the model knows no timers")
        }
    }

    /// What adopting the same pipelines again does.
    mutating func adopt(at now: Timestamp) {
        for pipeline in pipelines {
            if holds[pipeline]?.code == "configuration" { holds[pipeline] = nil }
            release(pipeline, at: now)
        }
    }

    func isKnown(_ new: NewEvent) -> Bool { new.deliveries.allSatisfy { pipelines.contains($0.pipeline) } }

    func expect(_ result: StoreResult, _ code: StoreError.Code) {
        #expect(result.failure?.code == code, "\(result)")
    }

    // MARK: - Events

    private mutating func append(_ new: NewEvent, _ answer: AppendedEvent) throws {
        if let id = new.id, let first = events.first(where: { $0.event.id == id && $0.event.source == new.source }) {
            #expect(answer.isDuplicate)
            #expect(answer.event == first.event)
            #expect(answer.deliveries == first.deliveries)
            #expect(answer.differs == (first.event.json[first.event.dataRange] != new.tail[new.dataRange]))
            return
        }
        #expect(!answer.isDuplicate && !answer.differs)
        #expect(answer.event.json == new.json(id: answer.event.id).bytes)
        #expect(answer.deliveries.map(\.pipeline) == new.deliveries.map(\.pipeline))
        if let last = events.last { #expect(answer.event.sequence > last.event.sequence) }
        for (new, delivery) in zip(new.deliveries, answer.deliveries) { append(new, delivery, of: answer.event) }
        events.append(answer)
    }

    private mutating func append(_ new: NewDelivery, _ answer: AppendedDelivery, of event: Event) {
        if let newest = rows.keys.max() { #expect(answer.id > newest) }
        let now = event.acceptedAt
        var row = Row(pipeline: new.pipeline, event: event, createdAt: now, updatedAt: now)
        row.order = new.order
        if let first = first(of: new, answer.id, at: now) {
            (row.state, row.duplicateOf) = (.duplicate, first)
            row.reason = Reason(code: "duplicate", text: "")
        } else if let order = new.order {
            row.isInLine = true
            if head(new.pipeline, order) != nil {
                (row.state, row.isBehind, row.reason) = (.held, true, Reason(code: "behind", text: ""))
            }
        }
        #expect(answer.state == row.state && answer.duplicateOf == row.duplicateOf)
        rows[answer.id] = row
    }

    /// The delivery that another repeats; where there is none, that one is the first of its key now.
    private mutating func first(of new: NewDelivery, _ id: DeliveryID, at now: Timestamp) -> DeliveryID? {
        guard let key = new.dedupe else { return nil }
        let name = NaturalKey(pipeline: new.pipeline, digest: key.digest)
        if let first = firsts[name], now - first.acceptedAt < key.window, let row = rows[first.delivery],
            ![.dead, .cancelled, .filtered].contains(row.state)
        {
            return first.delivery
        }
        firsts[name] = (id, now)
        return nil
    }

    // MARK: - Outcomes

    private mutating func settle(_ settlement: Settlement, _ result: StoreResult) throws {
        let id = settlement.delivery
        guard var row = rows[id] else { return expect(result, .notFound) }
        guard !row.state.isFinal || row.isParked else { return expect(result, .conflict) }
        guard settlement.consequences.allSatisfy(isKnown) else { return expect(result, .notFound) }
        row.updatedAt = settlement.at
        if let attempt = settlement.attempt {
            row.attempts.append(attempt)
            row.firstAttemptAt = row.firstAttemptAt ?? attempt.startedAt
        }
        if let rendered = settlement.rendered { row.rendered = rendered }
        row.revision = settlement.revision ?? row.revision
        let isStopped = row.isParked && settlement.state != .delivered
        if !isStopped {
            (row.state, row.reason, row.isParked) = (settlement.state, settlement.reason, false)
            row.due = settlement.state == .waiting ? settlement.due : nil
            row.stageTries = settlement.stageTries
        }
        if row.state.isFinal, !row.state.needsAttention { row.rendered = nil }
        rows[id] = row
        let keepsPluginState = !isStopped || settlement.attempt != nil
        if keepsPluginState {
            for write in settlement.pluginState { pluginState[write.key] = .some(write.value) }
        }
        var releases = false
        switch row.state {
        case .pending, .waiting, .held: break
        case .dead where settlement.whenDead == .hold: break
        default: releases = leaveLine(id, at: settlement.at)
        }
        if let reason = settlement.holdsPipeline { hold(row.pipeline, reason) }
        let settled = try #require(result.settled, "\(result)")
        #expect(settled.releases == releases)
        #expect(settled.keepsPluginState == keepsPluginState)
        #expect(settled.consequences.count == settlement.consequences.count)
        for (new, answer) in zip(settlement.consequences, settled.consequences) { try append(new, answer) }
    }

    mutating func retry(_ id: DeliveryID, render: Bool, at now: Timestamp) {
        guard var row = rows[id] else { return }
        (row.state, row.due, row.reason, row.updatedAt) = (.waiting, now, nil, now)
        if let order = row.order, head(row.pipeline, order) != id {
            row.reason = Reason(code: "out-of-order", text: "")
        }
        (row.attemptsBeforeRetry, row.stageTries) = (row.attempts.last?.number ?? 0, 0)
        (row.isParked, row.isBehind, row.firstAttemptAt) = (false, false, nil)
        if render { row.rendered = nil }
        rows[id] = row
    }

    mutating func end(_ id: DeliveryID, _ state: DeliveryState, _ reason: Reason, at now: Timestamp) -> Bool {
        guard var row = rows[id] else { return false }
        (row.state, row.due, row.reason, row.updatedAt) = (state, nil, reason, now)
        (row.isParked, row.isBehind, row.rendered) = (false, false, nil)
        rows[id] = row
        return leaveLine(id, at: now)
    }

    // MARK: - Lines

    /// The first of those in line behind an order key.
    private func head(_ pipeline: PipelineID, _ order: KeyDigest) -> DeliveryID? {
        rows.filter { $0.value.pipeline == pipeline && $0.value.order == order && $0.value.isInLine }.keys.min()
    }

    private mutating func leaveLine(_ id: DeliveryID, at now: Timestamp) -> Bool {
        guard let row = rows[id], row.isInLine, let order = row.order else { return false }
        rows[id]?.isInLine = false
        guard let next = head(row.pipeline, order), var head = rows[next], head.isBehind else { return false }
        (head.state, head.due, head.reason, head.updatedAt, head.isBehind) = (.waiting, now, nil, now, false)
        rows[next] = head
        return true
    }

    // MARK: - Holds

    private mutating func hold(_ pipeline: PipelineID, _ reason: Reason) {
        // What an answer says is weaker than what a person says, and a refused login weaker than gone.
        func strength(_ reason: Reason?) -> Int {
            switch reason?.code {
            case nil: 0
            case "configuration": 1
            case "gone": 2
            default: 3
            }
        }
        if strength(reason) >= strength(holds[pipeline]) { holds[pipeline] = reason }
    }

    private mutating func release(_ pipeline: PipelineID, at now: Timestamp) {
        for (id, old) in rows
        where old.pipeline == pipeline && old.state == .held && old.reason?.code == "configuration" && !old.isParked {
            var row = old
            (row.state, row.due, row.reason, row.updatedAt) = (.waiting, now, nil, now)
            (row.attemptsBeforeRetry, row.stageTries) = (row.attempts.last?.number ?? 0, 0)
            row.firstAttemptAt = nil
            rows[id] = row
        }
    }
}
