internal import CPenstock

/// A name and a value: a header or an attribute.
package struct Field: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What a stage is called with: an event, and what the stages before made of it.
///
/// The event is written as CloudEvents JSON from the fields here; `data` is JSON text and goes in as it is.
package struct TestMessage: Sendable {
    package var id = "01JD0000000000000000000001"
    package var type = "course.completed"
    package var source = "/lms"
    package var subject = "course/WS-101"
    package var time = "2026-11-23T10:00:00Z"
    /// The same as `time`, in microseconds since 1970.
    package var timeMicroseconds: Int64 = 1_795_428_000_000_000
    /// JSON.
    package var data: String
    /// Extension attributes of the event.
    package var eventAttributes: [Field] = []
    /// nil: the event's JSON, as at the start of a pipeline.
    package var body: [UInt8]?
    package var contentType = "application/json"
    /// What a transport's `prepare` set, for signers.
    package var method = ""
    package var target = ""
    package var headers: [Field] = []
    package var attributes: [Field] = []

    package init(data: String = "{}") {
        self.data = data
    }

    /// A message whose body is not the event's JSON any more.
    package init(body: String, contentType: String = "application/json", data: String = "{}") {
        self.data = data
        self.body = Array(body.utf8)
        self.contentType = contentType
    }

    private var eventHead: String {
        #"{"specversion":"1.0","id":"\#(id)","type":"\#(type)","source":"\#(source)","subject":"\#(subject)","#
            + #""time":"\#(time)","datacontenttype":"application/json","#
            + eventAttributes.map { #""\#($0.name)":"\#($0.value)","# }.joined() + #""data":"#
    }

    /// The event as CloudEvents JSON.
    package var eventJSON: String { eventHead + data + "}" }
}

extension TestMessage {
    /// Lays the message out for C.
    func lend(_ arena: Arena) -> UnsafePointer<penstock_message> {
        let json = unsafe arena.bytes(eventJSON)
        let dataStart = unsafe json.ptr.map { unsafe $0 + eventHead.utf8.count }
        let event = unsafe arena.place(
            penstock_event(
                size: UInt32(MemoryLayout<penstock_event>.size),
                reserved: 0,
                id: arena.bytes(id),
                type: arena.bytes(type),
                source: arena.bytes(source),
                subject: arena.bytes(subject),
                data_content_type: arena.bytes("application/json"),
                time: arena.bytes(time),
                time_us: timeMicroseconds,
                data: penstock_bytes(ptr: dataStart, len: data.utf8.count),
                json: json,
                attributes: arena.headers(eventAttributes),
                attribute_count: eventAttributes.count
            )
        )
        let message = unsafe arena.place(
            penstock_message(
                size: UInt32(MemoryLayout<penstock_message>.size),
                reserved: 0,
                event: event,
                body: body.map { unsafe arena.bytes($0) } ?? json,
                content_type: arena.bytes(contentType),
                method: arena.bytes(method),
                target: arena.bytes(target),
                headers: arena.headers(headers),
                header_count: headers.count,
                attributes: arena.headers(attributes),
                attribute_count: attributes.count
            )
        )
        return unsafe UnsafePointer(message)
    }
}
