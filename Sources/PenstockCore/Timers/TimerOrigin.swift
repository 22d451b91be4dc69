/// What is kept of an event beside its timers, as long as one of them is pending: all that the events they emit take from
/// it, so that retention of its payload does not matter.
package struct TimerOrigin: Sendable, Equatable {
    package var event: EventSequence
    /// The event that was no timer's: the first of a chain in which emitted events have timers of their own.
    package var root: EventSequence
    package var id: String
    package var source: String
    package var type: String
    package var subject: String?
    package var time: Timestamp
    package var extensions: [EventExtension]
    /// Valid JSON; nil for an event without data.
    package var data: [UInt8]?
    package var acceptedAt: Timestamp

    package init(
        event: EventSequence,
        root: EventSequence,
        id: String,
        source: String,
        type: String,
        subject: String?,
        time: Timestamp,
        extensions: [EventExtension],
        data: [UInt8]?,
        acceptedAt: Timestamp
    ) {
        self.event = event
        self.root = root
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.extensions = extensions
        self.data = data
        self.acceptedAt = acceptedAt
    }
}

/// A timer whose time has come, with what its event is made of.
package struct DueTimer: Sendable, Equatable {
    package var id: TimerID
    package var emit: String
    package var offset: Int
    package var due: Timestamp
    package var origin: TimerOrigin

    package init(id: TimerID, emit: String, offset: Int, due: Timestamp, origin: TimerOrigin) {
        self.id = id
        self.emit = emit
        self.offset = offset
        self.due = due
        self.origin = origin
    }
}
