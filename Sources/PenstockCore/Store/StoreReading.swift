/// What people and programs ask of a store. Any thread; several at once; never delays the writer.
package protocol StoreReading: TimerReading {
    /// Events, newest first.
    /// - Returns: A page; short, but with a cursor, when looking took too long for an answer within 50 ms, or when the
    ///   events are many bytes.
    func events(_ query: EventQuery) throws(StoreError) -> Page<EventRecord>

    /// One event by its id; the newest where several sources used the same, unless `source` says which.
    func event(_ id: String, source: String?) throws(StoreError) -> EventRecord?

    /// One event by its number.
    func event(_ sequence: EventSequence) throws(StoreError) -> EventRecord?

    /// Deliveries, newest first.
    /// - Returns: A page; short, but with a cursor, when looking took too long for an answer within 50 ms.
    func deliveries(_ query: DeliveryQuery) throws(StoreError) -> Page<DeliveryRecord>

    /// The deliveries of one event, in the order they were made.
    func deliveries(of event: EventSequence) throws(StoreError) -> [DeliveryRecord]

    func delivery(_ id: DeliveryID) throws(StoreError) -> DeliveryRecord?

    /// The attempts of one delivery, first to last.
    func attempts(of delivery: DeliveryID) throws(StoreError) -> [Attempt]

    /// What is kept of a delivery's message.
    func rendered(_ delivery: DeliveryID) throws(StoreError) -> RenderedMessage?

    /// What a stage keeps under a key, also where its time is over; nil where it keeps nothing.
    func pluginState(_ key: PluginStateKey) throws(StoreError) -> PluginStateValue?

    /// What stood before an event when it was accepted; nil where its type measures nothing, or it is not kept.
    func figures(of event: EventSequence) throws(StoreError) -> EventFigures?

    /// What an event would find that contributed this now; nothing is noted.
    func figures(for measurements: [NewMeasurement], at now: Timestamp) throws(StoreError) -> EventFigures

    /// The row of a directory that events feed; nil where it has none.
    func directoryRow(_ directory: String, key: String) throws(StoreError) -> DirectoryRow?

    /// Rows of a directory, by their keys, behind a key.
    func directoryRows(_ directory: String, after key: String?, limit: Int) throws(StoreError) -> [DirectoryRow]

    /// Where a person stands in each group in which it has something, by measure and group.
    func standings(of person: KeyDigest, limit: Int) throws(StoreError) -> [Standing]

    /// The newest certificate that a person has in each program, by program.
    func certificates(of person: KeyDigest, limit: Int) throws(StoreError) -> [CertificateRecord]

    /// Certificates that expire, soonest first; the page's next is a ``CertificatePosition``.
    func certificates(_ query: CertificateQuery) throws(StoreError) -> Page<CertificateRecord>

    /// The selectors of a revision, by pipeline name, as JSON text.
    func selectors(of revision: RevisionID) throws(StoreError) -> [PipelineDeclaration]

    /// The same with their documents.
    func documents(of revision: RevisionID) throws(StoreError) -> [PipelineDeclaration]

    func revision(_ id: RevisionID) throws(StoreError) -> RevisionRecord?

    /// Revisions, newest first.
    func revisions(before cursor: RevisionID?, limit: Int) throws(StoreError) -> [RevisionRecord]

    /// What is unfinished or needs a person, per pipeline. Cheap whatever the store holds.
    func backlog() throws(StoreError) -> [PipelineBacklog]

    /// Deliveries that a selection names, oldest first, behind a number.
    /// - Returns: A page; short, or empty, but with a cursor, when looking took longer than 50 ms.
    func select(_ selection: Selection, after cursor: Int64, limit: Int) throws(StoreError) -> Page<SelectedDelivery>

    /// Events that a selection names (its pipeline and states do not count), oldest first, behind a number, with their
    /// payload.
    /// - Returns: A page; short, or empty, but with a cursor, when looking took longer than 50 ms.
    func selectEvents(_ selection: Selection, after cursor: Int64, limit: Int) throws(StoreError) -> Page<Event>

    /// The newest numbers that were given: where a job that begins now ends.
    func newest() throws(StoreError) -> (event: EventSequence, delivery: DeliveryID)

    func job(_ id: JobID) throws(StoreError) -> Job?

    /// Jobs, newest first.
    func jobs(before cursor: JobID?, limit: Int) throws(StoreError) -> [Job]

    /// All tokens, those that count no more too, in the order in which they were made.
    func tokens() throws(StoreError) -> [AccessToken]

    /// Requests that a source has learned, newest first; nil for all sources.
    func learned(of source: String?, before cursor: LearnedID?, limit: Int) throws(StoreError) -> [LearnedRequest]

    func learned(_ id: LearnedID) throws(StoreError) -> LearnedRequest?

    /// How many requests each source has learned that are still kept.
    func learnedCounts() throws(StoreError) -> [String: Int]

    /// What was kept with ``StoreOperation/note(source:_:)``.
    func sourceMemories() throws(StoreError) -> [String: [UInt8]]
}

/// Which events are asked for. All that is given must hold.
package struct EventQuery: Sendable {
    /// A type, or a prefix that ends in `*`.
    package var type: String?
    /// A subject, or a prefix that ends in `*`.
    package var subject: String?
    package var source: String?
    package var since: Timestamp?
    package var until: Timestamp?
    /// Only events that no pipeline matched.
    package var isUnmatched = false
    package var person: PersonFilter?
    /// In its JSON, subject, id, or in what contradicts the catalog.
    package var text: TextFilter?
    /// Only events behind this one, that is older.
    package var cursor: EventSequence?
    package var limit = 50
    package init() {}
}

/// Which deliveries are asked for. All that is given must hold.
package struct DeliveryQuery: Sendable {
    package var pipeline: PipelineID?
    package var states: Set<DeliveryState> = []
    /// As of events.
    package var type: String?
    package var subject: String?
    package var source: String?
    package var since: Timestamp?
    package var until: Timestamp?
    /// The protocol's status of the last attempt that is kept, such as 503, or 500 to 599.
    package var status: ClosedRange<Int>?
    /// Of events that are about this person.
    package var person: PersonFilter?
    /// In its reason, or in its event's JSON, subject or id.
    package var text: TextFilter?
    package var cursor: DeliveryID?
    package var limit = 50
    package init() {}
}

/// One page of a list.
package struct Page<Element: Sendable>: Sendable {
    package var items: [Element]
    /// Where the next page begins: the number of the last row looked at; nil at the end.
    package var next: Int64?
    package init(items: [Element], next: Int64?) {
        self.items = items
        self.next = next
    }
}

/// An event with how many deliveries it has.
package struct EventRecord: Sendable {
    package var event: Event
    package var deliveryCount: Int
    /// Whether its data is still kept; retention and erasure remove it before the event.
    package var hasPayload: Bool
    /// When its data, and all else that may name a person, was erased.
    package var erasedAt: Timestamp?

    package init(event: Event, deliveryCount: Int, hasPayload: Bool = true, erasedAt: Timestamp? = nil) {
        self.event = event
        self.deliveryCount = deliveryCount
        self.hasPayload = hasPayload
        self.erasedAt = erasedAt
    }
}

/// A delivery as people see it.
package struct DeliveryRecord: Sendable {
    package var id: DeliveryID
    package var pipeline: String
    package var event: EventSequence
    package var eventID: String
    package var type: String
    package var subject: String?
    package var state: DeliveryState
    package var reason: Reason?
    package var attempts: Int
    /// The revision that it was last worked on under; until then that of its event, and nil where a job made it.
    package var revision: RevisionID?
    /// Whether its pipeline has worked on it.
    package var hasBegun: Bool
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    package var due: Timestamp?
    package var replayOf: DeliveryID?
    package var hasRendered: Bool
    /// The delivery whose natural key it repeats, and the id of that one's event where it is still there.
    package var duplicateOf: DeliveryID?
    package var duplicateOfEvent: String?
    /// The job that made it.
    package var job: JobID?
    /// The protocol's status of the last attempt that is kept; nil where there was none.
    package var lastStatus: Int?

    package init(
        id: DeliveryID,
        pipeline: String,
        event: EventSequence,
        eventID: String,
        type: String,
        subject: String?,
        state: DeliveryState,
        reason: Reason?,
        attempts: Int,
        revision: RevisionID? = nil,
        hasBegun: Bool = false,
        createdAt: Timestamp,
        updatedAt: Timestamp,
        due: Timestamp?,
        replayOf: DeliveryID?,
        hasRendered: Bool,
        duplicateOf: DeliveryID? = nil,
        duplicateOfEvent: String? = nil,
        job: JobID? = nil,
        lastStatus: Int? = nil
    ) {
        self.id = id
        self.pipeline = pipeline
        self.event = event
        self.eventID = eventID
        self.type = type
        self.subject = subject
        self.state = state
        self.reason = reason
        self.attempts = attempts
        self.revision = revision
        self.hasBegun = hasBegun
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.due = due
        self.replayOf = replayOf
        self.hasRendered = hasRendered
        self.duplicateOf = duplicateOf
        self.duplicateOfEvent = duplicateOfEvent
        self.job = job
        self.lastStatus = lastStatus
    }
}

/// A pipeline's unfinished work.
package struct PipelineBacklog: Sendable, Equatable {
    package var pipeline: PipelineID
    package var name: String
    package var pending: Int
    package var waiting: Int
    package var dead: Int
    package var held: Int
    /// Held because an earlier one of the same order key is unfinished; not counted in ``held``.
    package var behind: Int
    /// When the oldest unfinished delivery was made.
    package var oldest: Timestamp?
    /// When the oldest one was made that has not been tried.
    package var oldestPending: Timestamp?
    /// When the earliest retry is or was due, by the clock that retries run on.
    package var nextDue: Timestamp?
    /// When the delivery that has been dead for longest was last touched.
    package var deadSince: Timestamp?
    package var hold: Reason?

    package init(
        pipeline: PipelineID,
        name: String,
        pending: Int,
        waiting: Int,
        dead: Int,
        held: Int,
        behind: Int = 0,
        oldest: Timestamp?,
        oldestPending: Timestamp? = nil,
        nextDue: Timestamp? = nil,
        deadSince: Timestamp? = nil,
        hold: Reason?
    ) {
        self.pipeline = pipeline
        self.name = name
        self.pending = pending
        self.waiting = waiting
        self.dead = dead
        self.held = held
        self.behind = behind
        self.oldest = oldest
        self.oldestPending = oldestPending
        self.nextDue = nextDue
        self.deadSince = deadSince
        self.hold = hold
    }

    /// Since when the oldest delivery that could be tried waits for it; nil where none does.
    package func oldestDue(at now: Timestamp) -> Timestamp? {
        [oldestPending, nextDue.flatMap { $0 <= now ? $0 : nil }].compactMap { $0 }.min()
    }
}
