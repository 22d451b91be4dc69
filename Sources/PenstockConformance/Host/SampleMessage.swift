internal import CPenstock

/// A message to call a stage with.
struct SampleMessage: Sendable {
    /// What is special about it, for findings.
    var name: String
    var body: [UInt8]
    var contentType = "application/json"
    var method = ""
    var target = ""
    var headers: [Field] = []
    var attributes: [Field] = []

    private static let eventHead =
        #"{"specversion":"1.0","id":"evt-1","type":"course.completed","source":"/conformance","#
        + #""subject":"course/WS-101","time":"2026-03-09T14:02:07Z","datacontenttype":"application/json","data":"#
    private static let eventData =
        #"{"username":"learner1","score":87,"passed":true,"course_name":"Working safely","note":null,"#
        + #""person":{"name":"Ada","email":"ada@example.com"},"list":[1,2.5,"three"]}"#

    /// The event as it enters a pipeline.
    static let event = SampleMessage(name: "an event", body: Array((eventHead + eventData + "}").utf8))

    /// What a transport or a signer sees: a body with method, target, headers and attributes.
    static let request = SampleMessage(
        name: "a request",
        body: event.body,
        method: "POST",
        target: "http://127.0.0.1:9/hooks",
        headers: [Field("content-type", "application/json"), Field("x-course", "WS-101")],
        attributes: [Field("note", "for later")]
    )

    /// A mail with its envelope, as the transform `email` leaves it.
    static let mail = SampleMessage(
        name: "a mail",
        body: Array(
            """
            From: training@example.com\r\nTo: ada@example.com\r\nSubject: Passed\r\nDate: Mon, 09 Mar 2026 14:02:07 \
            +0000\r\nMessage-ID: <1@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHello.\r\n
            """.utf8
        ),
        contentType: "message/rfc822",
        attributes: [Field("mail-from", "training@example.com"), Field("mail-to", "ada@example.com")]
    )

    /// Lays the message out for the plugin.
    func lay(in arena: Arena) -> UnsafePointer<penstock_message> {
        let json = unsafe arena.bytes(Self.event.body, "the event")
        let data = unsafe json.ptr.map { unsafe $0 + Self.eventHead.utf8.count }
        let extensions = [Field("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
        let event = unsafe arena.table(
            penstock_event(
                size: 0,
                reserved: 0,
                id: arena.bytes("evt-1", "the event's id"),
                type: arena.bytes("course.completed", "the event's type"),
                source: arena.bytes("/conformance", "the event's source"),
                subject: arena.bytes("course/WS-101", "the event's subject"),
                data_content_type: arena.bytes("application/json", "the event's data_content_type"),
                time: arena.bytes("2026-03-09T14:02:07Z", "the event's time"),
                time_us: 1_773_064_927_000_000,
                data: penstock_bytes(ptr: data, len: Self.eventData.utf8.count),
                json: json,
                attributes: arena.fields(extensions, "the event's attributes"),
                attribute_count: extensions.count
            ),
            first: FirstVersion.event,
            "the event's table"
        )
        let message = unsafe penstock_message(
            size: 0,
            reserved: 0,
            event: event,
            body: arena.bytes(body, "the body"),
            content_type: arena.bytes(contentType, "the content type"),
            method: arena.bytes(method, "the method"),
            target: arena.bytes(target, "the target"),
            headers: arena.fields(headers, "the headers"),
            header_count: headers.count,
            attributes: arena.fields(attributes, "the attributes"),
            attribute_count: attributes.count
        )
        return unsafe UnsafePointer(arena.table(message, first: FirstVersion.message, "the message's table"))
    }
}
