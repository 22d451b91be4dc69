/// Where events and deliveries are kept.
///
/// Blocking: ``commit(_:)``, ``claimPending(_:after:limit:bytes:)`` and its siblings are called by one thread, the
/// writer; the reads of ``StoreReading`` by others at the same time. What `commit` answers is on disk (fsync), or it
/// throws. One contract suite runs against every store.
package protocol EventStore: StoreReading {
    /// The store's random name, part of the ids people see.
    var id: StoreID { get }

    /// Gives each pipeline its number and keeps the set as a revision; the same set again is the same revision.
    /// Holds for `configuration` are lifted: a person has just loaded a set of pipelines.
    /// - Parameter digest: Tells the documents of this set from those of others that select the same events.
    func adopt(_ pipelines: [PipelineDeclaration], digest: String, at now: Timestamp) throws(StoreError) -> Adoption

    /// Carries out all operations in order, in one transaction, durably.
    ///
    /// An operation that cannot be carried out (a row that does not fit) fails alone: its result is a failure and the
    /// others stand.
    /// - Throws: When nothing of it was written.
    func commit(_ operations: [StoreOperation]) throws(StoreError) -> [StoreResult]

    /// Deliveries never tried, oldest first, behind a cursor.
    /// - Parameters:
    ///   - cursor: The last one the caller has seen of this pipeline; nil to begin.
    ///   - limit: How many at most.
    ///   - bytes: Stop once the events' JSON exceeds this, after at least one.
    func claimPending(_ pipeline: PipelineID, after cursor: DeliveryID?, limit: Int, bytes: Int)
        throws(StoreError) -> [ClaimedDelivery]

    /// Deliveries whose retry is due, the longest due first.
    /// - Parameter inFlight: Those that the caller already works on, left out.
    func claimWaiting(
        _ pipeline: PipelineID,
        dueBy now: Timestamp,
        except inFlight: Set<DeliveryID>,
        limit: Int,
        bytes: Int
    ) throws(StoreError) -> [ClaimedDelivery]

    /// When the earliest retry of a pipeline is due, those in flight left out; nil where none is scheduled.
    func nextDue(_ pipeline: PipelineID, except inFlight: Set<DeliveryID>) throws(StoreError) -> Timestamp?

    /// Flushes and closes; nothing may be called afterwards.
    func close()
}

/// A pipeline as the store must know it.
package struct PipelineDeclaration: Sendable, Equatable {
    package var name: String
    /// How it selects events, as JSON text, so that an old event can still say why it matched or did not.
    package var selector: String

    package init(name: String, selector: String) {
        self.name = name
        self.selector = selector
    }
}

/// What ``EventStore/adopt(_:digest:at:)`` answers.
package struct Adoption: Sendable, Equatable {
    package var revision: RevisionID
    package var pipelines: [String: PipelineID]
    /// Pipelines that take no deliveries until a person resumes them, with the reason.
    package var held: [PipelineID: Reason]

    package init(revision: RevisionID, pipelines: [String: PipelineID], held: [PipelineID: Reason]) {
        self.revision = revision
        self.pipelines = pipelines
        self.held = held
    }
}

/// One thing to be written.
package enum StoreOperation: Sendable {
    case append(NewEvent)
    case settle(Settlement)
    /// A person retries deliveries that are dead, held, waiting, cancelled, filtered or delivered: due at once, the schedule anew.
    /// With `render`, what was kept of the message is thrown away and the stages run again.
    case retry(DeliveryID, render: Bool, at: Timestamp)
    /// The pipeline takes no deliveries until it is resumed.
    case hold(PipelineID, Reason)
    /// Lifts a hold, and with it all deliveries held for `configuration`, which become due at once.
    case resume(PipelineID, at: Timestamp)
}

/// What became of one operation.
package enum StoreResult: Sendable {
    case appended(AppendedEvent)
    /// The events that were appended as its consequence.
    case settled([AppendedEvent])
    /// The pipeline whose delivery is due now.
    case retried(PipelineID)
    case held
    case resumed
    case failed(StoreError)
}

/// An event as the store took it.
package struct AppendedEvent: Sendable {
    package var event: Event
    package var deliveries: [AppendedDelivery]
    /// The same source and id was accepted before: this is that event, and nothing new is delivered.
    package var isDuplicate: Bool
    /// A duplicate whose data is not that of the first.
    package var differs: Bool

    package init(event: Event, deliveries: [AppendedDelivery], isDuplicate: Bool, differs: Bool) {
        self.event = event
        self.deliveries = deliveries
        self.isDuplicate = isDuplicate
        self.differs = differs
    }
}

/// A delivery that was made with its event.
package struct AppendedDelivery: Sendable, Equatable {
    package var id: DeliveryID
    package var pipeline: PipelineID
    package var replayOf: DeliveryID?

    package init(id: DeliveryID, pipeline: PipelineID, replayOf: DeliveryID? = nil) {
        self.id = id
        self.pipeline = pipeline
        self.replayOf = replayOf
    }
}

/// A delivery to be worked on, with all that is needed for it.
package struct ClaimedDelivery: Sendable {
    package var id: DeliveryID
    package var pipeline: PipelineID
    package var event: Event
    package var createdAt: Timestamp
    /// Attempts of the transport so far.
    package var attempts: Int
    package var attemptsBeforeRetry: Int
    /// Times in a row that a stage said "later".
    package var stageTries: Int
    /// Kept while a retry is scheduled; nil when the stages are to run.
    package var rendered: RenderedMessage?
    /// What the transport left for its next attempt.
    package var resume: [UInt8]
    package var replayOf: DeliveryID?

    package init(
        id: DeliveryID,
        pipeline: PipelineID,
        event: Event,
        createdAt: Timestamp,
        attempts: Int = 0,
        attemptsBeforeRetry: Int = 0,
        stageTries: Int = 0,
        rendered: RenderedMessage? = nil,
        resume: [UInt8] = [],
        replayOf: DeliveryID? = nil
    ) {
        self.id = id
        self.pipeline = pipeline
        self.event = event
        self.createdAt = createdAt
        self.attempts = attempts
        self.attemptsBeforeRetry = attemptsBeforeRetry
        self.stageTries = stageTries
        self.rendered = rendered
        self.resume = resume
        self.replayOf = replayOf
    }
}

/// What came of working on a delivery once.
package struct Settlement: Sendable {
    package var delivery: DeliveryID
    package var state: DeliveryState
    /// When it is due, for `waiting`.
    package var due: Timestamp?
    package var reason: Reason?
    /// The try of the transport, where it came to one. Its `number` becomes the delivery's count of attempts.
    package var attempt: Attempt?
    package var stageTries: Int
    /// What is kept for the retry. Nil keeps what is stored while the state is `waiting` or `held`; a final state
    /// that needs no person drops it.
    package var rendered: RenderedMessage?
    package var at: Timestamp
    /// Set where the pipeline is held from now on.
    package var holdsPipeline: Reason?
    /// Events of Penstock's own, appended in the same transaction.
    package var consequences: [NewEvent]

    package init(
        delivery: DeliveryID,
        state: DeliveryState,
        due: Timestamp? = nil,
        reason: Reason? = nil,
        attempt: Attempt? = nil,
        stageTries: Int = 0,
        rendered: RenderedMessage? = nil,
        at: Timestamp,
        holdsPipeline: Reason? = nil,
        consequences: [NewEvent] = []
    ) {
        self.delivery = delivery
        self.state = state
        self.due = due
        self.reason = reason
        self.attempt = attempt
        self.stageTries = stageTries
        self.rendered = rendered
        self.at = at
        self.holdsPipeline = holdsPipeline
        self.consequences = consequences
    }
}
