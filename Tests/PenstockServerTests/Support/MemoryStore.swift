import PenstockCore
import PenstockEngine
import Synchronization

/// The reading half of a store, over arrays.
final class MemoryStore: StoreReading {
    private struct State {
        var events: [Event] = []
        var deliveries: [DeliveryRecord] = []
        var attempts: [DeliveryID: [Attempt]] = [:]
        var rendered: [DeliveryID: RenderedMessage] = [:]
        var pipelines: [String] = []
        var revisions: [RevisionRecord] = []
        var documents: [RevisionID: [PipelineDeclaration]] = [:]
    }

    private let state = Mutex(State())
    /// Jobs in the order in which they began; they do nothing.
    let jobList = Mutex<[Job]>([])
    let tokenList = Mutex<[AccessToken]>([])
    let timerList = Mutex<[TimerRecord]>([])
    let directories = Mutex<[String: [DirectoryRow]]>([:])
    let learnedList = Mutex<[LearnedRequest]>([])
    /// What people have, in any order.
    let certificateList = Mutex<[(person: KeyDigest, record: CertificateRecord)]>([])
    let standingList = Mutex<[KeyDigest: [Standing]]>([:])

    // MARK: What the engine writes

    func append(_ draft: EventDraft, pipelines: [String], storeID: StoreID) -> Acceptance {
        state.withLock { state in
            let source = draft.storedSource
            if let id = draft.id, let first = state.events.first(where: { $0.id == id && $0.source == source }) {
                let deliveries = state.deliveries.filter { $0.event == first.sequence }
                let data = first.dataRange.isEmpty ? nil : Array(first.json[first.dataRange])
                return Self.answer(first.id, deliveries, storeID, isDuplicate: true, differs: data != draft.data)
            }
            let sequence = EventSequence(Int64(state.events.count + 1))
            let accepted = MemoryEngine.epoch + .seconds(state.events.count)
            let new = NewEvent(
                id: draft.id,
                source: source,
                type: draft.type,
                subject: draft.subject,
                time: draft.time ?? accepted,
                dataContentType: draft.dataContentType ?? "application/json",
                extensions: draft.markedExtensions,
                data: draft.data,
                acceptedAt: accepted,
                revision: RevisionID(1)
            )
            let id = draft.id ?? storeID.text(of: sequence)
            let (json, range) = new.json(id: id)
            state.events.append(
                Event(
                    sequence: sequence,
                    id: id,
                    source: source,
                    type: draft.type,
                    subject: draft.subject,
                    time: new.time,
                    dataContentType: new.dataContentType,
                    extensions: draft.markedExtensions,
                    json: json,
                    dataRange: range,
                    acceptedAt: accepted,
                    contradiction: nil,
                    revision: RevisionID(1)
                )
            )
            var made: [DeliveryRecord] = []
            for pipeline in pipelines {
                made.append(
                    DeliveryRecord(
                        id: DeliveryID(Int64(state.deliveries.count + made.count + 1)),
                        pipeline: pipeline,
                        event: sequence,
                        eventID: id,
                        type: draft.type,
                        subject: draft.subject,
                        state: .pending,
                        reason: nil,
                        attempts: 0,
                        revision: RevisionID(1),
                        createdAt: accepted,
                        updatedAt: accepted,
                        due: nil,
                        replayOf: nil,
                        hasRendered: false
                    )
                )
            }
            state.deliveries += made
            return Self.answer(id, made, storeID, isDuplicate: false, differs: false)
        }
    }

    private static func answer(
        _ id: String,
        _ deliveries: [DeliveryRecord],
        _ store: StoreID,
        isDuplicate: Bool,
        differs: Bool
    ) -> Acceptance {
        Acceptance(
            id: id,
            isDuplicate: isDuplicate,
            differs: differs,
            deliveries: deliveries.map { Acceptance.Delivery(id: store.text(of: $0.id), pipeline: $0.pipeline) }
        )
    }

    /// Records an attempt and what came of it.
    func settle(_ id: DeliveryID, _ state: DeliveryState, _ reason: Reason? = nil, _ attempt: Attempt? = nil) {
        self.state.withLock { all in
            guard let index = all.deliveries.firstIndex(where: { $0.id == id }) else { return }
            all.deliveries[index].state = state
            all.deliveries[index].reason = reason
            all.deliveries[index].hasBegun = true
            guard let attempt else { return }
            all.deliveries[index].attempts = attempt.number
            all.deliveries[index].revision = attempt.revision
            all.deliveries[index].lastStatus = attempt.result.status == 0 ? nil : attempt.result.status
            all.attempts[id, default: []].append(attempt)
        }
    }

    /// Records a set of pipelines, a second after the one before.
    func adopt(_ pipelines: [PipelineDeclaration]) {
        state.withLock { state in
            let id = RevisionID(Int64(state.revisions.count + 1))
            let time = MemoryEngine.epoch + .seconds(state.revisions.count)
            state.revisions.append(RevisionRecord(id: id, adoptedAt: time, pipelineCount: pipelines.count))
            state.documents[id] = pipelines
        }
    }

    func keep(_ message: RenderedMessage, of id: DeliveryID) { state.withLock { $0.rendered[id] = message } }

    func retry(_ id: DeliveryID, at: Timestamp) throws(StoreError) {
        let failure = state.withLock { state -> StoreError? in
            guard let index = state.deliveries.firstIndex(where: { $0.id == id }) else {
                return StoreError(.notFound, "there is no such delivery")
            }
            guard state.deliveries[index].state != .pending else {
                return StoreError(.conflict, "the delivery is pending: it is tried anyway")
            }
            state.deliveries[index].state = .waiting
            state.deliveries[index].due = at
            return nil
        }
        if let failure { throw failure }
    }

    func end(_ id: DeliveryID, _ next: DeliveryState, _ reason: Reason) throws(StoreError) {
        let failure = state.withLock { state -> StoreError? in
            guard let index = state.deliveries.firstIndex(where: { $0.id == id }) else {
                return StoreError(.notFound, "there is no such delivery")
            }
            guard state.deliveries[index].state != .delivered else {
                return StoreError(.conflict, "the delivery is delivered already")
            }
            state.deliveries[index].state = next
            state.deliveries[index].reason = reason
            return nil
        }
        if let failure { throw failure }
    }

    func pipelineID(_ name: String, declared: [String]) -> PipelineID? {
        state.withLock { state in
            let known = declared + state.deliveries.map(\.pipeline)
            guard known.contains(name) else { return nil }
            if !state.pipelines.contains(name) { state.pipelines.append(name) }
            return state.pipelines.firstIndex(of: name).map { PipelineID(Int64($0 + 1)) }
        }
    }

    // MARK: StoreReading

    func tokens() throws(StoreError) -> [AccessToken] { tokenList.withLock { $0 } }

    func events(_ query: EventQuery) throws(StoreError) -> Page<EventRecord> {
        state.withLock { state in
            let found = state.events.reversed().filter { event in
                let deliveries = state.deliveries.filter { $0.event == event.sequence }
                return Self.matches(query.type, event.type) && Self.matches(query.subject, event.subject ?? "")
                    && (query.source ?? event.source) == event.source
                    && event.acceptedAt >= query.since ?? event.acceptedAt
                    && event.acceptedAt <= query.until ?? event.acceptedAt
                    && !(query.isUnmatched && !deliveries.isEmpty) && query.person?.matches(event) ?? true
                    && Self.isIn(event, query.text)
                    && query.cursor.map { event.sequence < $0 } ?? true
            }
            let items = found.prefix(query.limit).map { event in
                EventRecord(
                    event: event,
                    deliveryCount: state.deliveries.count { $0.event == event.sequence }
                )
            }
            return Page(items: items, next: found.count > query.limit ? items.last?.event.sequence.rawValue : nil)
        }
    }

    private static func isIn(_ event: Event, _ text: TextFilter?) -> Bool {
        guard let text else { return true }
        return text.isIn(String(decoding: event.json, as: UTF8.self)) || text.isIn(event.subject ?? "")
            || text.isIn(event.id)
    }

    private static func matches(_ pattern: String?, _ text: String) -> Bool {
        guard let pattern else { return true }
        return pattern.hasSuffix("*") ? text.hasPrefix(pattern.dropLast()) : text == pattern
    }

    func event(_ id: String, source: String?) throws(StoreError) -> EventRecord? {
        state.withLock { state in
            let found = state.events.last { $0.id == id && (source ?? $0.source) == $0.source }
            return found.map { event in
                EventRecord(event: event, deliveryCount: state.deliveries.count { $0.event == event.sequence })
            }
        }
    }

    func event(_ sequence: EventSequence) throws(StoreError) -> EventRecord? {
        state.withLock { state in
            let found = state.events.first { $0.sequence == sequence }
            return found.map { event in
                EventRecord(event: event, deliveryCount: state.deliveries.count { $0.event == sequence })
            }
        }
    }

    func deliveries(_ query: DeliveryQuery) throws(StoreError) -> Page<DeliveryRecord> {
        state.withLock { state in
            let name = query.pipeline.map { state.pipelines[Int($0.rawValue) - 1] }
            let found = state.deliveries.reversed().filter { record in
                (name ?? record.pipeline) == record.pipeline && Self.matches(query.type, record.type)
                    && (query.states.isEmpty || query.states.contains(record.state))
                    && Self.matches(query.subject, record.subject ?? "")
                    && record.createdAt >= query.since ?? record.createdAt
                    && record.createdAt <= query.until ?? record.createdAt
                    && query.status.map { $0.contains(record.lastStatus ?? 0) } ?? true
                    && state.events.contains { event in
                        event.sequence == record.event && query.person?.matches(event) ?? true
                            && (query.source ?? event.source) == event.source
                            && (Self.isIn(event, query.text) || query.text?.isIn(record.reason?.text ?? "") ?? true)
                    }
                    && query.cursor.map { record.id < $0 } ?? true
            }
            let items = Array(found.prefix(query.limit))
            return Page(items: items, next: found.count > query.limit ? items.last?.id.rawValue : nil)
        }
    }

    func deliveries(of event: EventSequence) throws(StoreError) -> [DeliveryRecord] {
        state.withLock { $0.deliveries.filter { $0.event == event } }
    }

    func delivery(_ id: DeliveryID) throws(StoreError) -> DeliveryRecord? {
        state.withLock { $0.deliveries.first { $0.id == id } }
    }

    func attempts(of delivery: DeliveryID) throws(StoreError) -> [Attempt] {
        state.withLock { $0.attempts[delivery] ?? [] }
    }

    func rendered(_ delivery: DeliveryID) throws(StoreError) -> RenderedMessage? {
        state.withLock { $0.rendered[delivery] }
    }

    func directoryRow(_ directory: String, key: String) throws(StoreError) -> DirectoryRow? {
        directories.withLock { $0[directory]?.first { $0.key == key } }
    }

    func directoryRows(_ directory: String, after key: String?, limit: Int) throws(StoreError) -> [DirectoryRow] {
        let rows = directories.withLock { $0[directory] ?? [] }
        return Array(rows.filter { $0.key > key ?? "" }.sorted { $0.key < $1.key }.prefix(limit))
    }

    func pluginState(_ key: PluginStateKey) throws(StoreError) -> PluginStateValue? { nil }

    func figures(of event: EventSequence) throws(StoreError) -> EventFigures? { nil }

    func figures(for measurements: [NewMeasurement], at now: Timestamp) throws(StoreError) -> EventFigures {
        MeasureLedger().figures(for: measurements, at: now)
    }

    func selectors(of revision: RevisionID) throws(StoreError) -> [PipelineDeclaration] {
        try documents(of: revision).map { PipelineDeclaration(name: $0.name, selector: $0.selector) }
    }

    func documents(of revision: RevisionID) throws(StoreError) -> [PipelineDeclaration] {
        state.withLock { $0.documents[revision] ?? [] }
    }

    func revision(_ id: RevisionID) throws(StoreError) -> RevisionRecord? {
        state.withLock { $0.revisions.first { $0.id == id } }
    }

    func revisions(before cursor: RevisionID?, limit: Int) throws(StoreError) -> [RevisionRecord] {
        state.withLock { state in
            let found = state.revisions.reversed().filter { $0.id.rawValue < cursor?.rawValue ?? .max }
            return Array(found.prefix(limit))
        }
    }

    func backlog() throws(StoreError) -> [PipelineBacklog] {
        state.withLock { state in
            Set(state.deliveries.map(\.pipeline)).sorted().map { name in
                let own = state.deliveries.filter { $0.pipeline == name }
                func count(_ wanted: DeliveryState) -> Int { own.count { $0.state == wanted } }
                return PipelineBacklog(
                    pipeline: PipelineID(1),
                    name: name,
                    pending: count(.pending),
                    waiting: count(.waiting),
                    dead: count(.dead),
                    held: count(.held),
                    oldest: own.first { !$0.state.isFinal }?.createdAt,
                    hold: nil
                )
            }
        }
    }
}
