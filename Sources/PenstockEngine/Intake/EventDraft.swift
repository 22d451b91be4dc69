package import PenstockCore

/// An event as a sender gave it, before the host has completed it.
package struct EventDraft: Sendable, Equatable {
    /// The sender's id; nil where the host is to make one.
    package var id: String?
    /// Absent: `/api`.
    package var source: String?
    package var type: String
    /// Absent: made from the catalog.
    package var subject: String?
    /// Absent: the time of arrival.
    package var time: Timestamp?
    /// Absent: `application/json`.
    package var dataContentType: String?
    package var extensions: [EventExtension]
    /// Valid JSON; nil for an event without data.
    package var data: [UInt8]?
    /// The import that loads it from history: then it is delivered to nobody.
    package var importName: String?

    /// The source that it is stored with.
    package var storedSource: String { source ?? "/api" }

    package init(
        id: String? = nil,
        source: String? = nil,
        type: String,
        subject: String? = nil,
        time: Timestamp? = nil,
        dataContentType: String? = nil,
        extensions: [EventExtension] = [],
        data: [UInt8]? = nil
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.dataContentType = dataContentType
        self.extensions = extensions
        self.data = data
    }
}

/// What an accepted event is answered with.
package struct Acceptance: Sendable, Equatable {
    package var id: String
    /// The same source and id was accepted before; this is that event's answer.
    package var isDuplicate: Bool
    /// A duplicate whose data differs from the first's.
    package var differs: Bool
    package var deliveries: [Delivery]

    /// A delivery that was made for the event.
    package struct Delivery: Sendable, Equatable {
        package var id: String
        package var pipeline: String
        package init(id: String, pipeline: String) {
            self.id = id
            self.pipeline = pipeline
        }
    }

    package init(id: String, isDuplicate: Bool, differs: Bool, deliveries: [Delivery]) {
        self.id = id
        self.isDuplicate = isDuplicate
        self.differs = differs
        self.deliveries = deliveries
    }
}

/// Why an event was not accepted. Nothing of it was stored.
package struct IntakeError: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Code: Hashable, Sendable {
        private enum Kind { case invalid, forbidden, contradiction, busy, stopping, full, unavailable }
        private let kind: Kind
        private init(_ kind: Kind) { self.kind = kind }
        /// An attribute breaks the rules of CloudEvents.
        package static let invalid = Code(.invalid)
        /// A type of Penstock's own.
        package static let forbidden = Code(.forbidden)
        /// The data contradicts the schema of a type that is `strict`.
        package static let contradiction = Code(.contradiction)
        /// The store cannot keep up; see ``IntakeError/retryAfter``.
        package static let busy = Code(.busy)
        /// The host is shutting down.
        package static let stopping = Code(.stopping)
        /// The disk is full.
        package static let full = Code(.full)
        /// The store cannot be written.
        package static let unavailable = Code(.unavailable)
    }

    package var code: Code
    package var message: String
    /// When it makes sense to send the event again; nil where nobody knows.
    package var retryAfter: Duration?

    package init(_ code: Code, _ message: String, retryAfter: Duration? = nil) {
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    package var description: String { message }
}
