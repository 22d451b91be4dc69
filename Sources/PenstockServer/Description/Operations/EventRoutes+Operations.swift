internal import HTTPTypes
internal import PenstockJSON

extension EventRoutes {
    static let topic = Topic(
        name: "Events",
        description: "Sending events in, and looking at those that were accepted.",
        operations: [
            Operation(
                .post,
                "/v1/events",
                id: "sendEvents",
                "Sends one event, or a batch.",
                details: """
                    The status is 202 once the event is on disk with its deliveries. With any other status nothing was \
                    stored. Where no answer came, send it again with the same `id` and `source`: an event that was \
                    there is answered as the first time, and delivers nothing twice.

                    The form follows from the headers. With `ce-type` or `ce-specversion` it is binary: the body is \
                    the data, the attributes are headers that begin with `ce-`. Otherwise `Content-Type` decides.
                    """,
                parameters: binaryHeaders + carriedHeaders,
                body: Payload(
                    description: "The event, in one of four forms; in the binary one it may be empty.",
                    isRequired: false,
                    forms: forms
                ),
                replies: [accepted] + batchRefusals,
                problems: refusals
            ),
            .handshake("/v1/events", id: "mayEventsCome"),
            Operation(
                .get,
                "/v1/events",
                id: "listEvents",
                "Lists events, newest first.",
                parameters: [
                    .type, .subject, .eventSource, .since, .until,
                    .person, .search, .query("unmatched", .truth, "`true`: only those that no pipeline took."),
                ] + Parameter.pagesOrExport(of: .events),
                replies: [.json(.page(of: .event), "A page of events, without their data.")]
                    + .exports("All events, with their data and a `cursor` each."),
                problems: [.invalidParameter] + .reading
            ),
            Operation(
                .get,
                "/v1/events/{id}",
                id: "getEvent",
                "Shows an event with its data, its deliveries, and what each pipeline made of it.",
                parameters: Parameter.event,
                replies: [.json(.eventDetail, "The event.")],
                problems: [.invalidParameter, .notFound] + .reading
            ),
        ]
    )

    // MARK: - The forms

    private static let data: JSONValue = ["catalog_id": "WS-101", "username": "learner1", "date": "2026-03-09"]

    private static let cloudEvent: JSONValue = [
        "specversion": "1.0", "id": "4711", "source": "/lms", "type": "course.completed", "subject": "course/WS-101",
        "time": "2026-03-09T10:00:00Z", "data": data,
    ]

    private static let forms: [Payload.Form] = [
        Payload.Form(
            contentType: "application/json",
            shape: .either([.plainEvent, .eventData]),
            examples: [
                Example("plain", "An event with as little as it needs", ["type": "course.completed", "data": data])
            ]
        ),
        Payload.Form(
            contentType: "application/cloudevents+json",
            shape: .cloudEvent,
            examples: [Example("structured", "One CloudEvent", cloudEvent)]
        ),
        Payload.Form(
            contentType: "application/cloudevents-batch+json",
            shape: .eventBatch,
            examples: [Example("batch", "Several CloudEvents", [cloudEvent])]
        ),
        Payload.Form(
            contentType: "text/plain",
            shape: .text.described("The data of an event in the binary form; it is kept as a JSON string."),
            examples: []
        ),
    ]

    private static let binaryHeaders: [Parameter] = [
        .header("ce-specversion", .constant("1.0"), "Binary form: the version of CloudEvents."),
        .header("ce-type", .headerText, "Binary form: the event type, which it requires."),
        .header("ce-id", .headerText, "Binary form: with the source it is unique."),
        .header("ce-source", .headerText, "Binary form: where it comes from."),
        .header("ce-subject", .headerText, "Binary form: the item that it is about."),
        .header("ce-time", .time, "Binary form: when it happened."),
    ]

    private static let carriedHeaders: [Parameter] = [
        .header("traceparent", .headerText, "W3C Trace Context; becomes an extension of the event."),
        .header("tracestate", .headerText, "W3C Trace Context; becomes an extension of the event."),
        .header("penstock-hops", .headerText, "Through how many Penstocks the event has come; after 8 it is refused."),
    ]

    // MARK: - The answers

    private static let accepted = Reply.json(
        202,
        .either([.acceptance, .batchAnswer]),
        "What was accepted: for a batch a list, with a problem for each event that was not.",
        Example(
            "one",
            "One event",
            [
                "id": "evt_k3f9x2pq_12", "duplicate": false,
                "deliveries": [["id": "dlv_k3f9x2pq_17", "pipeline": "hr-webhook"]],
            ]
        )
    )

    /// Why one event of a batch is refused.
    private static let itemRefusals: [ProblemKind] = [
        .invalidEvent, .reservedType, .unsupportedContentType, .schemaViolation, .busy, .stopping, .storageFull,
        .storageUnavailable, .storageDamaged,
    ]

    private static let refusals = itemRefusals + [.invalidJSON, .bodyTooLarge, .batchTooLarge, .loop]

    /// A batch of which nothing was accepted has the status that its problems share, or 400.
    private static let batchRefusals = Set(itemRefusals.map(\.status)).sorted().map { status in
        Reply.json(status, .batchAnswer, "Nothing of the batch was accepted.")
    }
}
