internal import PenstockCore
internal import Testing

/// A kind of store that has to keep the contract of `EventStore`.
///
/// The suites in this folder know no store: `StoreUnderTest.all` names the ones they run against.
struct StoreUnderTest: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Makes a place that is empty.
    var makePlace: @Sendable () throws -> any StorePlace
}

/// Where a store lives on while it is closed.
protocol StorePlace: Sendable {
    /// Opens the store that lies here.
    func open() throws -> any EventStore
    /// What would be found here if the process that has the store open were killed now, at a place of its own.
    func afterCrash() throws -> any StorePlace
    /// Removes all of it.
    func remove()
}

/// A store at a place of its own, with two pipelines, and short words for what tests do.
final class Workbench {
    private var place: any StorePlace
    private(set) var store: any EventStore
    let hr: PipelineID
    let mail: PipelineID
    let revision: RevisionID

    static let declarations = [
        PipelineDeclaration(
            name: "mail",
            selector: #"{"type":"user.added"}"#,
            document: DocumentText(text: "name: mail\n", stages: "[]")
        ),
        PipelineDeclaration(
            name: "hr",
            selector: #"{"type":"course.*"}"#,
            document: DocumentText(text: "name: hr\n", stages: "[]")
        ),
    ]

    init(_ kind: StoreUnderTest) throws {
        place = try kind.makePlace()
        store = try place.open()
        let adoption = try store.adopt(Self.declarations, digest: "a", at: .at(0))
        hr = try #require(adoption.pipelines["hr"])
        mail = try #require(adoption.pipelines["mail"])
        revision = adoption.revision
    }

    deinit {
        store.close()
        place.remove()
    }

    /// Closes the store and opens it again.
    func reopen() throws {
        store.close()
        store = try place.open()
    }

    /// Goes on with what a crash leaves of the store.
    func crash() throws {
        let rest = try place.afterCrash()
        store.close()
        place.remove()
        place = rest
        store = try place.open()
    }

    // MARK: Operations

    func event(
        id: String? = nil,
        source: String = "/lms",
        type: String = "course.completed",
        subject: String? = nil,
        data: String? = #"{"score":91}"#,
        at time: Timestamp = .at(1),
        to pipelines: [PipelineID]
    ) -> NewEvent {
        NewEvent(
            id: id,
            source: source,
            type: type,
            subject: subject,
            time: time,
            data: data.map { Array($0.utf8) },
            acceptedAt: time,
            revision: revision,
            deliveries: pipelines.map { NewDelivery(pipeline: $0) }
        )
    }

    @discardableResult
    func append(_ event: NewEvent) throws -> AppendedEvent {
        try #require(store.commit([.append(event)]).first?.appended)
    }

    /// Appends an event for one pipeline and gives its delivery.
    func delivery(to pipeline: PipelineID? = nil, at time: Timestamp = .at(1)) throws -> DeliveryID {
        try #require(append(event(at: time, to: [pipeline ?? hr])).deliveries.first).id
    }

    /// Appends an event for one pipeline with a natural key, an order key or both, named by small numbers.
    func keyed(
        id: String? = nil,
        dedupe: UInt64? = nil,
        window: Duration = .seconds(100),
        order: UInt64? = nil,
        to pipeline: PipelineID? = nil,
        at time: Timestamp = .at(1)
    ) throws -> AppendedDelivery {
        var event = event(id: id, at: time, to: [])
        event.deliveries = [
            NewDelivery(
                pipeline: pipeline ?? hr,
                dedupe: dedupe.map { DedupeKey(digest: KeyDigest(high: 7, low: $0), window: window) },
                order: order.map { KeyDigest(high: $0, low: 7) }
            )
        ]
        return try #require(append(event).deliveries.first)
    }

    /// Settles a delivery in a state, and says whether that let another go.
    func finish(
        _ id: DeliveryID,
        _ state: DeliveryState = .delivered,
        whenDead: WhenDead = .hold,
        at time: Timestamp = .at(5)
    ) throws -> Bool {
        let settlement = Settlement(delivery: id, state: state, at: time, whenDead: whenDead)
        return try #require(store.commit([.settle(settlement)]).first?.settled).releases
    }

    @discardableResult
    func settle(_ settlement: Settlement) throws -> [AppendedEvent] {
        let result = try #require(store.commit([.settle(settlement)]).first)
        return try #require(result.consequences, "\(result)")
    }

    func attempt(_ number: Int, _ outcome: Outcome = .delivered, resume: [UInt8] = []) -> Attempt {
        var result = AttemptResult(outcome)
        result.status = outcome == .delivered ? 200 : 500
        result.resume = resume
        return Attempt(number: number, startedAt: .at(Int64(number)), result: result, revision: revision)
    }

    func record(_ id: DeliveryID) throws -> DeliveryRecord { try #require(try store.delivery(id)) }

    func backlog(_ pipeline: PipelineID) throws -> PipelineBacklog {
        try #require(try store.backlog().first { $0.pipeline == pipeline })
    }

    func pending(_ pipeline: PipelineID, after cursor: DeliveryID? = nil, limit: Int = 100) throws -> [ClaimedDelivery]
    {
        try store.claimPending(pipeline, after: cursor, limit: limit, bytes: .max)
    }

    func waiting(_ pipeline: PipelineID, dueBy now: Timestamp) throws -> [ClaimedDelivery] {
        try store.claimWaiting(pipeline, dueBy: now, except: [], limit: 100, bytes: .max)
    }
}

extension Timestamp {
    /// Seconds after a fixed moment.
    static func at(_ seconds: Int64) -> Timestamp {
        Timestamp(microseconds: 1_772_618_400_000_000 + seconds * 1_000_000)
    }
}

extension StoreResult {
    var appended: AppendedEvent? {
        guard case .appended(let event) = self else { return nil }
        return event
    }

    var settled: Settled? {
        guard case .settled(let settled) = self else { return nil }
        return settled
    }

    var consequences: [AppendedEvent]? { settled?.consequences }

    var failure: StoreError? {
        guard case .failed(let error) = self else { return nil }
        return error
    }

    var cancelled: (pipeline: PipelineID, releases: Bool)? {
        guard case .cancelled(let pipeline, let releases) = self else { return nil }
        return (pipeline, releases)
    }

    var parked: PipelineID? {
        guard case .parked(let pipeline) = self else { return nil }
        return pipeline
    }

    var begun: JobID? {
        guard case .begun(let id) = self else { return nil }
        return id
    }

    var advanced: Set<PipelineID>? {
        guard case .advanced(let advance) = self else { return nil }
        return advance.due
    }

    /// What a step of a job has cancelled.
    var ended: [DeliveryID: PipelineID]? {
        guard case .advanced(let advance) = self else { return nil }
        return advance.cancelled
    }

    var learned: LearnedID? {
        guard case .learned(let id) = self else { return nil }
        return id
    }

    var forgotten: Int? {
        guard case .forgotten(let count) = self else { return nil }
        return count
    }

    var retried: PipelineID? {
        guard case .retried(let pipeline) = self else { return nil }
        return pipeline
    }
}
