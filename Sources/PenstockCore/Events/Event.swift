/// A fact: the attributes of CloudEvents 1.0 and JSON `data`. Immutable once accepted.
package struct Event: Sendable, Equatable {
    package var sequence: EventSequence
    package var id: String
    package var source: String
    package var type: String
    package var subject: String?
    package var time: Timestamp
    package var dataContentType: String
    /// Extension attributes such as `traceparent`, in the order the sender gave them.
    package var extensions: [EventExtension]
    /// The whole event as CloudEvents JSON: the first body of every delivery.
    package var json: [UInt8]
    /// Where `data` stands in ``json``; empty when the event has none.
    package var dataRange: Range<Int>
    /// When it was accepted.
    package var acceptedAt: Timestamp
    /// What the catalog finds wrong with the data; nil when nothing is, or when the type is unknown.
    package var contradiction: String?
    /// The set of pipelines it was matched with.
    package var revision: RevisionID

    package init(
        sequence: EventSequence,
        id: String,
        source: String,
        type: String,
        subject: String?,
        time: Timestamp,
        dataContentType: String,
        extensions: [EventExtension],
        json: [UInt8],
        dataRange: Range<Int>,
        acceptedAt: Timestamp,
        contradiction: String?,
        revision: RevisionID
    ) {
        self.sequence = sequence
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.dataContentType = dataContentType
        self.extensions = extensions
        self.json = json
        self.dataRange = dataRange
        self.acceptedAt = acceptedAt
        self.contradiction = contradiction
        self.revision = revision
    }
}

/// A CloudEvents extension attribute.
package struct EventExtension: Sendable, Equatable {
    package var name: String
    package var value: String
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

extension String {
    /// Types that Penstock itself emits begin like this; nobody outside may send one, and `*` does not match them.
    package static let systemTypePrefix = "penstock."

    /// Whether this event type is one of Penstock's own.
    package var isSystemType: Bool { hasPrefix(Self.systemTypePrefix) }
}
