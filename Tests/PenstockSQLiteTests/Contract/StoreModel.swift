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
        var stageTries = 0
        var rendered: RenderedMessage?
    }

    var rows: [DeliveryID: Row] = [:]
    var events: [AppendedEvent] = []
    var holds: [PipelineID: Reason] = [:]
    let pipelines: Set<PipelineID>

    init(pipelines: Set<PipelineID>) { self.pipelines = pipelines }

    /// Carries an operation out and compares what the store answered.
    mutating func apply(_ operation: StoreOperation, _ result: StoreResult) throws {
        switch operation {
        case .append(let new):
            guard isKnown(new) else { return expect(result, .notFound) }
            try append(new, try #require(result.appended))
        case .settle(let settlement):
            try settle(settlement, result)
        case .retry(let id, let render, let now):
            guard var row = rows[id] else { return expect(result, .notFound) }
            guard row.state != .pending else { return expect(result, .conflict) }
            #expect(result.retried == row.pipeline)
            (row.state, row.due, row.reason, row.updatedAt) = (.waiting, now, nil, now)
            (row.attemptsBeforeRetry, row.stageTries) = (row.attempts.last?.number ?? 0, 0)
            if render { row.rendered = nil }
            rows[id] = row
        case .hold(let pipeline, let reason):
            guard pipelines.contains(pipeline) else { return expect(result, .notFound) }
            hold(pipeline, reason)
        case .resume(let pipeline, let now):
            guard pipelines.contains(pipeline) else { return expect(result, .notFound) }
            holds[pipeline] = nil
            release(pipeline, at: now)
        case .cancel, .park, .remember, .begin, .advance:
            Issue.record("no such action is drawn")
        }
    }

    /// What adopting the same pipelines again does.
    mutating func adopt(at now: Timestamp) {
        for pipeline in pipelines {
            if holds[pipeline]?.code == "configuration" { holds[pipeline] = nil }
            release(pipeline, at: now)
        }
    }

    private func isKnown(_ new: NewEvent) -> Bool { new.deliveries.allSatisfy { pipelines.contains($0.pipeline) } }

    private func expect(_ result: StoreResult, _ code: StoreError.Code) {
        #expect(result.failure?.code == code, "\(result)")
    }

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
        let newest = rows.keys.max()
        for delivery in answer.deliveries {
            if let newest { #expect(delivery.id > newest) }
            rows[delivery.id] = Row(
                pipeline: delivery.pipeline,
                event: answer.event,
                createdAt: new.acceptedAt,
                updatedAt: new.acceptedAt
            )
        }
        events.append(answer)
    }

    private mutating func settle(_ settlement: Settlement, _ result: StoreResult) throws {
        guard var row = rows[settlement.delivery] else { return expect(result, .notFound) }
        guard !row.state.isFinal else { return expect(result, .conflict) }
        guard settlement.consequences.allSatisfy(isKnown) else { return expect(result, .notFound) }
        (row.state, row.reason, row.updatedAt) = (settlement.state, settlement.reason, settlement.at)
        row.due = settlement.state == .waiting ? settlement.due : nil
        row.stageTries = settlement.stageTries
        if let attempt = settlement.attempt { row.attempts.append(attempt) }
        if let rendered = settlement.rendered { row.rendered = rendered }
        if row.state.isFinal, !row.state.needsAttention { row.rendered = nil }
        rows[settlement.delivery] = row
        if let reason = settlement.holdsPipeline { hold(row.pipeline, reason) }
        let answers = try #require(result.consequences, "\(result)")
        #expect(answers.count == settlement.consequences.count)
        for (new, answer) in zip(settlement.consequences, answers) { try append(new, answer) }
    }

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
        where old.pipeline == pipeline && old.state == .held && old.reason?.code == "configuration" {
            var row = old
            (row.state, row.due, row.reason, row.updatedAt) = (.waiting, now, nil, now)
            (row.attemptsBeforeRetry, row.stageTries) = (row.attempts.last?.number ?? 0, 0)
            rows[id] = row
        }
    }

    // MARK: - Comparing

    /// Compares all that a store holds.
    func check(_ store: any EventStore) throws {
        for (id, row) in rows {
            let record = try #require(try store.delivery(id))
            #expect(record.state == row.state && record.due == row.due && record.reason == row.reason)
            #expect(record.attempts == (row.attempts.last?.number ?? 0))
            #expect(record.createdAt == row.createdAt && record.updatedAt == row.updatedAt)
            #expect(record.event == row.event.sequence && record.eventID == row.event.id)
            #expect(record.hasRendered == (row.rendered != nil))
            #expect(try store.attempts(of: id) == row.attempts)
            #expect(try store.rendered(id) == row.rendered)
        }
        for event in events {
            let found = try #require(try store.event(event.event.id, source: event.event.source))
            #expect(found.event == event.event && found.deliveryCount == event.deliveries.count)
        }
        for line in try store.backlog() { try check(line, store) }
    }

    private func check(_ line: PipelineBacklog, _ store: any EventStore) throws {
        let own = rows.filter { $0.value.pipeline == line.pipeline }
        func ids(_ state: DeliveryState) -> [DeliveryID] { own.filter { $0.value.state == state }.keys.sorted() }
        let pending = ids(.pending)
        let waiting = ids(.waiting).sorted { (rows[$0]?.due ?? .at(0), $0) < (rows[$1]?.due ?? .at(0), $1) }
        #expect(line.pending == pending.count && line.waiting == waiting.count)
        #expect(line.dead == ids(.dead).count && line.held == ids(.held).count)
        #expect(line.hold == holds[line.pipeline])
        // The oldest of each state is the one with the lowest number.
        let oldest = [pending.first, ids(.waiting).first].compactMap { $0.flatMap { rows[$0]?.createdAt } }.min()
        #expect(line.oldest == oldest)

        let fresh = try store.claimPending(line.pipeline, after: nil, limit: .max, bytes: .max)
        #expect(fresh.map(\.id) == pending)
        let due = try store.claimWaiting(line.pipeline, dueBy: .at(1_000_000), except: [], limit: .max, bytes: .max)
        #expect(due.map(\.id) == waiting)
        for claimed in fresh + due {
            let row = try #require(rows[claimed.id])
            #expect(claimed.event == row.event && claimed.rendered == row.rendered)
            #expect(claimed.attempts == (row.attempts.last?.number ?? 0))
            #expect(claimed.attemptsBeforeRetry == row.attemptsBeforeRetry && claimed.stageTries == row.stageTries)
            #expect(claimed.resume == (row.attempts.last?.result.resume ?? []))
        }
        #expect(try store.nextDue(line.pipeline, except: []) == waiting.first.flatMap { rows[$0]?.due })
    }
}
