internal import HTTPTypes
internal import PenstockCore
internal import PenstockJSON

extension ImportRoutes {
    static let topic = Topic(
        name: "Imports",
        description: "Loading history: events that are kept and counted, and delivered to nobody.",
        operations: [
            Operation(
                .post,
                "/v1/imports",
                id: "importEvents",
                "Takes a batch of history in, at most \(ImportBatch.limit) rows.",
                details: """
                    A row is an event as `POST /v1/events` takes one; with `source` the body of a request to that \
                    source; with `type` an object with a text for each column. Each row is answered for itself, and \
                    one that is refused keeps no other away. What was there before, by `source` and `id`, is a \
                    duplicate: a batch of which no answer came can be sent again. Events are accepted in the order \
                    of their rows; wait for the answer before the next batch is sent.
                    """,
                parameters: parameters,
                body: Payload(description: "The rows.", isRequired: true, forms: forms),
                replies: [.json(.importOutcome, "What came of each row; all are on disk.")],
                problems: [
                    .invalidJSON, .invalidParameter, .bodyTooLarge, .unsupportedContentType, .batchTooLarge,
                    .unknownSource, .busy, .stopping,
                ] + .writing
            )
        ]
    )

    private static let parameters: [Parameter] = [
        .query(
            "name",
            .text(longest: ImportMark.longestName),
            "What its events are marked with; `import` where absent."
        ),
        .query("source", .text(), "The source that maps the rows, as it maps requests."),
        .query("hook", .text(), "The part of the path behind the source.", example: "course.completed"),
        .query("type", .text(), "The event type of rows that are a table's.", example: "course.completed"),
        .query(
            "column",
            .text(matching: "^[^=]+=.+$"),
            "A field of another name than its column.",
            example: "points=score"
        ),
        .query("id_column", .text(), "The column with ids; without it they are made of the natural key."),
        .query("time_column", .text(), "The column with the time at which it happened."),
        .query("zone", .text(), "The zone of times that name none.", example: "Europe/Berlin"),
        .query("dry_run", .truth, "`true`: maps and checks, and stores nothing."),
    ]

    private static let rows: JSONValue = [
        ["catalog_id": "WS-101", "username": "learner1", "date": "2026-03-09", "points": "92.5"]
    ]

    private static let forms: [Payload.Form] = [
        Payload.Form(
            contentType: "application/json",
            shape: .importRows,
            examples: [Example("table", "Rows of a table, with `type=course.completed&column=points=score`", rows)]
        ),
        Payload.Form(
            contentType: "application/x-ndjson",
            shape: .text.described("A row on each line, as JSON."),
            examples: []
        ),
    ]
}
