internal import PenstockJSON

/// An event on its way into the store, with the deliveries that were decided for it.
package struct NewEvent: Sendable {
    /// The sender's id; nil where the store is to make one.
    package var id: String?
    package var source: String
    package var type: String
    package var subject: String?
    package var time: Timestamp
    package var dataContentType: String
    package var extensions: [EventExtension]
    /// The event's JSON behind its id: `,"source":…,"data":…}`. See ``json(id:)``.
    package var tail: [UInt8]
    /// Where `data` stands in ``tail``; empty when there is none.
    package var dataRange: Range<Int>
    package var acceptedAt: Timestamp
    package var contradiction: String?
    package var revision: RevisionID
    package var deliveries: [NewDelivery]
    /// What it contributes to the measures of its type; set behind the initializer.
    package var measurements: [NewMeasurement] = []
    /// The timers that it makes.
    package var timers: NewTimers?
    /// Pending timers of earlier events with one of these keys are cancelled. Those of its own root are not.
    package var cancels: [KeyDigest] = []
    /// Where it is a timer's: the event that the chain of timers began with.
    package var root: EventSequence?
    /// The row of a directory that its data becomes; nil for what feeds none.
    package var directory: NewDirectoryEntry?
    /// The certificate that it tells of; set behind the initializer.
    package var certificate: NewCertificate?

    /// Completes the JSON that ``tail`` leaves open.
    package init(
        id: String?,
        source: String,
        type: String,
        subject: String?,
        time: Timestamp,
        dataContentType: String = "application/json",
        extensions: [EventExtension] = [],
        data: [UInt8]?,
        acceptedAt: Timestamp,
        contradiction: String? = nil,
        revision: RevisionID,
        deliveries: [NewDelivery] = []
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.dataContentType = dataContentType
        self.extensions = extensions
        self.acceptedAt = acceptedAt
        self.contradiction = contradiction
        self.revision = revision
        self.deliveries = deliveries
        var json = JSONWriter()
        json.beginObject()
        json.key("source")
        json.string(source)
        json.key("type")
        json.string(type)
        if let subject {
            json.key("subject")
            json.string(subject)
        }
        json.key("time")
        json.string(time.description)
        for attribute in extensions {
            json.key(attribute.name)
            json.string(attribute.value)
        }
        var start = 0
        if let data {
            json.key("datacontenttype")
            json.string(dataContentType)
            json.key("data")
            start = json.bytes.count
            json.raw(data)
        }
        let end = json.bytes.count
        json.endObject()
        // The opening brace gives way to the comma behind the id.
        tail = json.bytes
        tail[0] = UInt8(ascii: ",")
        dataRange = data == nil ? 0..<0 : start..<end
    }

    /// The whole event as CloudEvents JSON, and where its `data` stands in it.
    package func json(id: String) -> (bytes: [UInt8], data: Range<Int>) {
        var head = JSONWriter()
        head.beginObject()
        head.key("specversion")
        head.string("1.0")
        head.key("id")
        head.string(id)
        var bytes = head.bytes
        let shift = bytes.count
        bytes.append(contentsOf: tail)
        let range = dataRange.isEmpty ? 0..<0 : dataRange.lowerBound + shift..<dataRange.upperBound + shift
        return (bytes, range)
    }
}

/// A delivery to be made in the transaction that appends its event.
package struct NewDelivery: Sendable, Equatable {
    package var pipeline: PipelineID
    /// The delivery that this one repeats, in a replay.
    package var replayOf: DeliveryID?
    /// Its natural key: a repetition within the window is recorded as `duplicate` and not delivered.
    package var dedupe: DedupeKey?
    /// Deliveries of a pipeline with the same order key go one after another; nil where order does not matter.
    package var order: KeyDigest?

    package init(
        pipeline: PipelineID,
        replayOf: DeliveryID? = nil,
        dedupe: DedupeKey? = nil,
        order: KeyDigest? = nil
    ) {
        self.pipeline = pipeline
        self.replayOf = replayOf
        self.dedupe = dedupe
        self.order = order
    }
}
