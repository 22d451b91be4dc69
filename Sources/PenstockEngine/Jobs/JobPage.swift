internal import PenstockCore

/// What one look at the store found for a job to do.
struct JobPage: Sendable {
    var work = JobStep.Work.nothing
    /// What ``work`` is about.
    var finding = Finding()
    /// The last number that was looked at.
    var cursor: Int64
    /// Whether nothing lies behind it.
    var isLast: Bool
}

/// Chooses, page by page, what a job works on. Reads, and writes nothing.
///
/// What it chooses depends on numbers that never change: a job that is cut in the middle and goes on after a restart
/// chooses what it would have chosen.
struct JobSource: Sendable {
    /// How the request's words are known to the engine.
    struct Names: Sendable {
        /// The pipelines that are declared, by name: those that can deliver.
        var declared: [String: PipelineID]
        /// Also those that were, and still have deliveries.
        var known: [String: PipelineID]
        var person: PersonSearch?
    }

    private let request: JobRequest
    private let names: Names
    private let selection: Selection
    private let into: PipelineID?
    /// What this job made itself is never chosen.
    private let job: JobID?

    /// - Parameters:
    ///   - end: The number behind which nothing is looked at; of an event or a delivery, see ``countsEvents(_:)``.
    ///   - job: The job that asks; nil while nobody has begun it.
    /// - Throws: `notFound` where a pipeline is not declared.
    init(_ request: JobRequest, names: Names, end: Int64, job: JobID? = nil) throws(StoreError) {
        self.request = request
        self.names = names
        self.job = job
        var selection = Selection()
        selection.types = request.type.map { [$0] } ?? []
        selection.subject = request.subject
        selection.source = request.source
        selection.since = request.since
        selection.until = request.until
        selection.states = request.effectiveStates
        // What went through a pipeline that is no more can only go into another, or be cancelled.
        let sources = request.needsDeclared ? names.declared : names.known
        selection.pipeline = try request.pipeline.map { name throws(StoreError) in try sources.id(of: name) }
        selection.end = end
        self.selection = selection
        into = try request.into.map { name throws(StoreError) in try names.declared.id(of: name) }
    }

    /// Whether a job goes by events, of which some may have had no delivery, and not by deliveries.
    static func countsEvents(_ request: JobRequest) -> Bool {
        switch request.work {
        case .erase: true
        case .replay(into: _?): request.pipeline == nil && request.states.isEmpty
        case .replay, .retry, .cancel: false
        }
    }

    /// The pipelines that its deliveries are made in; nil for whichever they went through.
    var targets: Set<PipelineID>? { (into ?? selection.pipeline).map { [$0] } }

    /// Events come with their payload, so that there are few on a page.
    private static let events = 64

    /// What is to be done next. Blocking: called on a reader thread.
    func page(_ store: any StoreReading, after cursor: Int64, limit: Int) throws(StoreError) -> JobPage {
        if case .erase = request.work { return try erasable(store, after: cursor, limit: min(limit, Self.events)) }
        guard let into, Self.countsEvents(request) else { return try deliveries(store, after: cursor, limit: limit) }
        return try events(store, after: cursor, limit: min(limit, Self.events), into: into)
    }

    // MARK: - Events

    private func events(
        _ store: any StoreReading,
        after cursor: Int64,
        limit: Int,
        into: PipelineID
    ) throws(StoreError) -> JobPage {
        let found = try store.selectEvents(selection, after: cursor, limit: limit)
        var page = JobPage(cursor: found.next ?? selection.end ?? cursor, isLast: found.next == nil)
        var chosen: [ReplayedDelivery] = []
        for event in found.items where isMeant(event.type, event.subject) {
            let original = original(among: try store.deliveries(of: event.sequence))
            chosen.append(ReplayedDelivery(event: event.sequence, pipeline: into, replayOf: original))
            page.finding.add(event.type, at: event.acceptedAt)
        }
        if !chosen.isEmpty { page.work = .replay(chosen) }
        return page
    }

    private func erasable(_ store: any StoreReading, after cursor: Int64, limit: Int) throws(StoreError) -> JobPage {
        let found = try store.selectEvents(selection, after: cursor, limit: limit)
        var page = JobPage(cursor: found.next ?? selection.end ?? cursor, isLast: found.next == nil)
        var chosen: [EventSequence] = []
        for event in found.items where !event.json.isEmpty && names.person?.matches(event) == true {
            chosen.append(event.sequence)
            page.finding.add(event.type, at: event.acceptedAt)
            // Whoever counts before the job begins wants to know; the job itself is told by what it ends.
            if job == nil {
                page.finding.unfinished += try store.deliveries(of: event.sequence).count(where: \.state.isUnfinished)
            }
        }
        // With the last events, so that a job that is cut before finds them again.
        let learned = page.isLast ? try learned(store) : []
        for request in learned { page.finding.add("learned by \(request.source)", at: request.at) }
        if !chosen.isEmpty || !learned.isEmpty { page.work = .erase(chosen, learned: learned.map(\.id)) }
        return page
    }

    /// Requests that sources have learned and that name the person anywhere. They are of no type and no subject.
    private func learned(_ store: any StoreReading) throws(StoreError) -> [LearnedRequest] {
        guard let person = names.person, request.type == nil, request.subject == nil else { return [] }
        var found: [LearnedRequest] = []
        var cursor: LearnedID?
        while true {
            let page = try store.learned(of: nil, before: cursor, limit: 32)
            found += page.filter { learned in
                (request.source.map { $0 == "/in/\(learned.source)" } ?? true)
                    && (request.since.map { learned.at >= $0 } ?? true)
                    && (request.until.map { learned.at < $0 } ?? true) && person.isNamed(in: learned)
            }
            guard let last = page.last else { return found }
            cursor = last.id
        }
    }

    // MARK: - Deliveries

    private func deliveries(_ store: any StoreReading, after cursor: Int64, limit: Int) throws(StoreError) -> JobPage {
        let found = try store.select(selection, after: cursor, limit: limit)
        var page = JobPage(cursor: found.next ?? selection.end ?? cursor, isLast: found.next == nil)
        var replays: [ReplayedDelivery] = []
        var (event, siblings): (EventSequence?, [DeliveryRecord]) = (nil, [])
        for delivery in found.items {
            // The deliveries of one event mostly stand side by side.
            if delivery.event != event {
                (event, siblings) = (delivery.event, try store.deliveries(of: delivery.event))
            }
            guard let record = siblings.first(where: { $0.id == delivery.id }),
                request.work == .cancel || isChosen(record, among: siblings)
            else { continue }
            // The first was made when the event was accepted.
            page.finding.add(record.type, at: siblings.first?.createdAt ?? record.createdAt)
            replays.append(
                ReplayedDelivery(
                    event: delivery.event,
                    pipeline: into ?? delivery.pipeline,
                    replayOf: into == nil ? delivery.id : original(among: siblings)
                )
            )
        }
        guard !replays.isEmpty else { return page }
        switch request.work {
        case .retry(let render): page.work = .retry(replays.compactMap(\.replayOf), render: render)
        // The newest first: whoever stands behind another in line is not let go by its end.
        case .cancel:
            page.work = .cancel(
                replays.reversed().compactMap(\.replayOf),
                from: request.effectiveStates,
                .byPerson
            )
        case .replay, .erase: page.work = .replay(replays)
        }
        return page
    }

    /// What the pipeline that is replayed into has had of an event.
    private func original(among siblings: [DeliveryRecord]) -> DeliveryID? {
        siblings.last { $0.pipeline == request.into && isPast($0) }?.id
    }

    /// Whether a delivery of the selection stands for its event.
    ///
    /// Of those that one pipeline had of an event, the newest tells what became of it: what was replayed before is not
    /// replayed again for what it was then. Into another pipeline goes each event once, whichever pipelines it had.
    private func isChosen(_ record: DeliveryRecord, among siblings: [DeliveryRecord]) -> Bool {
        guard isMeant(record.type, record.subject), into != nil || names.declared[record.pipeline] != nil else {
            return false
        }
        var newest: [String: DeliveryRecord] = [:]
        for sibling in siblings where isPast(sibling) && request.pipeline.map({ $0 == sibling.pipeline }) ?? true {
            newest[sibling.pipeline] = sibling
        }
        guard newest[record.pipeline]?.id == record.id else { return false }
        guard into != nil else { return true }
        return !newest.values.contains { $0.id < record.id && isSelected($0.state) }
    }

    private func isSelected(_ state: DeliveryState) -> Bool {
        selection.states.isEmpty || selection.states.contains(state)
    }

    /// Whether a delivery was there when the job began.
    private func isPast(_ record: DeliveryRecord) -> Bool {
        if let job, record.job == job { return false }
        return Self.countsEvents(request) || record.id.rawValue <= selection.end ?? .max
    }

    /// Penstock's own events are meant only where they are named, as with pipelines, and none goes through the
    /// pipeline that it tells of.
    private func isMeant(_ type: String, _ subject: String?) -> Bool {
        guard type.isSystemType else { return true }
        guard request.type?.isSystemType == true else { return false }
        return request.into.map { subject != "pipeline/\($0)" } ?? true
    }
}

extension [String: PipelineID] {
    fileprivate func id(of pipeline: String) throws(StoreError) -> PipelineID {
        guard let id = self[pipeline] else { throw StoreError(.notFound, "there is no pipeline '\(pipeline)'") }
        return id
    }
}

extension JobRequest {
    /// The pipeline that a replay goes into, where it is not the one that each delivery went through.
    package var into: String? {
        if case .replay(let into) = work { into } else { nil }
    }

    /// Whether it is only about pipelines that can deliver.
    package var needsDeclared: Bool { into == nil && work != .cancel }
}

extension DeliveryState {
    /// Whether it may still be delivered without a person's asking for this one.
    fileprivate var isUnfinished: Bool { !isFinal || self == .held }
}
