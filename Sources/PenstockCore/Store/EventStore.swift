/// Where events and deliveries are kept.
///
/// Blocking: ``commit(_:)``, ``claimPending(_:after:limit:bytes:)`` and its siblings are called by one thread, the
/// writer; the reads of ``StoreReading`` by others at the same time. What `commit` answers is on disk (fsync), or it
/// throws. One contract suite runs against every store.
package protocol EventStore: StoreReading {
    /// The store's random name, part of the ids people see.
    var id: StoreID { get }

    /// Gives each pipeline its number and keeps the set as a revision; the same set again is the same revision, with the
    /// documents that it was first given.
    /// Holds for `configuration` of pipelines that are new or have changed are lifted, for a person has just loaded them,
    /// and those of deliveries for `quarantined` where a plugin has a new file.
    /// The writer's thread, or any before there is one.
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

    /// One small step of upkeep: removes what the policy no longer keeps, oldest first.
    /// - Parameter budget: How long it may take, about, so that events are not kept waiting.
    func maintain(_ policy: RetentionPolicy, at now: Timestamp, budget: Duration) throws(StoreError) -> UpkeepReport

    /// Makes what was erased unreadable on disk too: copies the log into the file and empties it.
    /// - Throws: `busy` where a reader stood in the way; it is safe to repeat.
    func scrub() throws(StoreError)

    /// Copies the store to a new file, a bounded number of pages at a time; what is written meanwhile is in the copy.
    ///
    /// Called again with the same path until it is done. One backup at a time.
    /// - Throws: `conflict` when the file exists or another backup runs, `unavailable` when it cannot be written.
    func backup(to path: String, pages: Int) throws(StoreError) -> BackupProgress

    /// Ends a backup that is not done, and removes what there is of its file.
    func abandonBackup()

    /// The room there is. Any thread.
    func space() throws(StoreError) -> StoreSpace

    /// Flushes and closes; nothing may be called afterwards.
    func close()
}

/// A pipeline as the store must know it.
package struct PipelineDeclaration: Sendable, Equatable {
    package var name: String
    /// How it selects events, as JSON text, so that an old event can still say why it matched or did not.
    package var selector: String
    /// What is kept of its document; nil where it is not known.
    package var document: DocumentText?
    /// Tells one endpoint from another: a hold for `gone` is lifted when it changes.
    package var target: String
    /// Whether it is new or has changed, so that what was held because of it is tried again.
    package var isAnew: Bool
    /// Whether a plugin of it has another file than before, so that what the old one broke is tried again.
    package var hasNewCode: Bool

    package init(
        name: String,
        selector: String,
        document: DocumentText? = nil,
        target: String = "",
        isAnew: Bool = true,
        hasNewCode: Bool = false
    ) {
        self.name = name
        self.selector = selector
        self.document = document
        self.target = target
        self.isAnew = isAnew
        self.hasNewCode = hasNewCode
    }
}

/// What ``EventStore/adopt(_:digest:at:)`` answers.
package struct Adoption: Sendable, Equatable {
    package var revision: RevisionID
    package var pipelines: [String: PipelineID]
    /// Pipelines that take no deliveries until a person resumes them, with the reason.
    package var held: [PipelineID: Reason]
    /// What lanes left with ``StoreOperation/remember(_:_:)``.
    package var memories: [PipelineID: [UInt8]]

    package init(
        revision: RevisionID,
        pipelines: [String: PipelineID],
        held: [PipelineID: Reason],
        memories: [PipelineID: [UInt8]] = [:]
    ) {
        self.revision = revision
        self.pipelines = pipelines
        self.held = held
        self.memories = memories
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
    /// A person ends a delivery that is pending, waiting, held or dead. Those behind its order key may go on.
    case cancel(DeliveryID, Reason, at: Timestamp)
    /// A person stops one delivery that is pending or waiting; a retry lets it go on.
    case park(DeliveryID, Reason, at: Timestamp)
    /// Keeps what a lane must know after a restart (its breaker): opaque, at most 4 KiB, the last one counts.
    case remember(PipelineID, [UInt8])
    /// Keeps a request that became no event, and of its source the newest ``NewLearnedRequest/mostPerSource``.
    case learn(NewLearnedRequest)
    /// Removes requests that a source has learned.
    case forget([LearnedID])
    /// Keeps what the host must know of a source after a restart: opaque, at most 4 KiB, the last one counts.
    case note(source: String, [UInt8])
    case begin(NewJob)
    /// Fails with `conflict` when the job is no longer running.
    case advance(JobStep)
    /// Keeps a new token. Fails with `conflict` where its id is taken.
    case issue(AccessToken)
    /// A token counts no more; one that was revoked before keeps its time. Fails with `notFound` where there is none.
    case revoke(TokenID, at: Timestamp)
    /// Keeps when a token was last used; one that is not there is passed over.
    case noteUse(TokenID, at: Timestamp)
    /// Appends the event that a pending timer emits, and the timer has fired. Fails with `conflict` where it is pending no
    /// more.
    case fire(TimerID, NewEvent, at: Timestamp)
    /// A person gives a pending timer another time.
    case moveTimer(TimerID, due: Timestamp)
    /// Ends a pending timer.
    case cancelTimer(TimerID, Reason, at: Timestamp)
    /// Carries out what a change of the catalog does to the timers of one event; of one that has none pending, nothing.
    case reviseTimers(TimerRevision)
    /// Makes timers of events that were accepted before the rules for them, and says how far that is done.
    case makePastTimers(PastTimers)
    /// Removes a bounded number of rows that outlive the events of a person, by the digest that erase jobs keep.
    case forgetPerson(String)
}

/// What became of one operation.
package enum StoreResult: Sendable {
    case appended(AppendedEvent)
    case settled(Settled)
    /// The pipeline whose delivery is due now.
    case retried(PipelineID)
    case held
    case resumed
    /// The pipeline, and whether a delivery behind the same order key is due now.
    case cancelled(PipelineID, releases: Bool)
    case parked(PipelineID)
    case remembered
    case learned(LearnedID)
    /// How many were removed.
    case forgotten(Int)
    case noted
    case begun(JobID)
    case advanced(JobAdvance)
    case issued
    case revoked
    case useNoted
    case fired(AppendedEvent)
    case timerChanged
    /// Whether nothing is left to be removed.
    case personForgotten(isDone: Bool)
    case failed(StoreError)
}

/// What followed from an outcome.
package struct Settled: Sendable {
    /// Penstock's own events, with their deliveries.
    package var consequences: [AppendedEvent]
    /// Whether a delivery that was behind the same order key is due now.
    package var releases: Bool
    /// Whether the settlement's ``Settlement/pluginState`` is written.
    package var keepsPluginState: Bool

    package init(consequences: [AppendedEvent] = [], releases: Bool = false, keepsPluginState: Bool = true) {
        self.consequences = consequences
        self.releases = releases
        self.keepsPluginState = keepsPluginState
    }
}

/// An event as the store took it.
package struct AppendedEvent: Sendable {
    package var event: Event
    package var deliveries: [AppendedDelivery]
    /// The same source and id was accepted before: this is that event, and nothing new is delivered.
    package var isDuplicate: Bool
    /// A duplicate whose data is not that of the first.
    package var differs: Bool
    /// What its timers are; nil where it made none.
    package var timers: AppendedTimers?

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
    /// `pending`; `duplicate`; or `held`, behind an unfinished one of the same order key.
    package var state: DeliveryState
    /// The delivery whose natural key it repeats.
    package var duplicateOf: DeliveryID?

    package init(
        id: DeliveryID,
        pipeline: PipelineID,
        replayOf: DeliveryID? = nil,
        state: DeliveryState = .pending,
        duplicateOf: DeliveryID? = nil
    ) {
        self.id = id
        self.pipeline = pipeline
        self.replayOf = replayOf
        self.state = state
        self.duplicateOf = duplicateOf
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
    /// When its first attempt began, counted anew from a person's retry; nil before.
    package var firstAttemptAt: Timestamp?

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
        replayOf: DeliveryID? = nil,
        firstAttemptAt: Timestamp? = nil
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
        self.firstAttemptAt = firstAttemptAt
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
    /// The revision that it was worked on under; nil where its pipeline was not asked.
    package var revision: RevisionID?
    package var at: Timestamp
    /// The same by the clock that due times are by, where that is another: what the outcome releases is due then.
    package var steady: Timestamp?
    /// Set where the pipeline is held from now on.
    package var holdsPipeline: Reason?
    /// Events of Penstock's own, appended in the same transaction.
    package var consequences: [NewEvent]
    /// What becomes of those behind its order key when it ends `dead`; every other end lets them go on, `held` none.
    package var whenDead: WhenDead
    /// What the stages wrote while they worked on it. Written with the outcome; dropped where the outcome does not come
    /// about, because a person stopped the delivery before an attempt was made.
    package var pluginState: [PluginStateWrite]

    package init(
        delivery: DeliveryID,
        state: DeliveryState,
        due: Timestamp? = nil,
        reason: Reason? = nil,
        attempt: Attempt? = nil,
        stageTries: Int = 0,
        rendered: RenderedMessage? = nil,
        revision: RevisionID? = nil,
        at: Timestamp,
        steady: Timestamp? = nil,
        holdsPipeline: Reason? = nil,
        consequences: [NewEvent] = [],
        whenDead: WhenDead = .hold,
        pluginState: [PluginStateWrite] = []
    ) {
        self.delivery = delivery
        self.state = state
        self.due = due
        self.reason = reason
        self.attempt = attempt
        self.stageTries = stageTries
        self.rendered = rendered
        self.revision = revision
        self.at = at
        self.steady = steady
        self.holdsPipeline = holdsPipeline
        self.consequences = consequences
        self.whenDead = whenDead
        self.pluginState = pluginState
    }
}
