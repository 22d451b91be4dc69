internal import PenstockJSON

/// Events as they are sent: the forms of `POST /v1/events`, read by ``EventRequest``.
extension Shape {
    /// A text of an attribute: at most 1,024 bytes, no control characters (``AttributeRules``).
    private static let attribute = text(longest: 1024, matching: #"^[^\u0000-\u001f\u007f-\u009f]+$"#)
    private static let maybeAttribute = either([attribute, constant(.null)])

    private static let attributes: [Member] = [
        .always("type", attribute, "The event type. Types that begin with `penstock.` are Penstock's own."),
        .maybe(
            "id",
            maybeAttribute,
            "With `source` it is unique; made where absent."
        ),
        .maybe("source", maybeAttribute, "Where it comes from; `/api` where absent."),
        .maybe("subject", maybeAttribute, "The item that it is about; where absent, as the catalog has it."),
        .maybe("time", either([time, constant(.null)]), "When it happened; now where absent."),
        .maybe("datacontenttype", either([text(), constant(.null)]), "The content type of the data."),
        .maybe("data", anything, "Any JSON."),
    ]

    /// Without `specversion`, so that a slip in a name is told.
    static let plainEvent = named("PlainEvent", request(attributes))

    /// CloudEvents 1.0, JSON format.
    static let cloudEvent = named(
        "CloudEvent",
        .refined(
            .object(
                attributes + [.maybe("specversion", constant("1.0"), "The version of CloudEvents.")],
                others: .allowed(
                    .plain(["type": ["string", "boolean", "integer", "null"]]).described("An extension attribute.")
                )
            ),
            // `data_base64` is not taken.
            ["propertyNames": ["pattern": "^[a-z0-9]+$"]]
        )
    )

    static let eventBatch = named(
        "EventBatch",
        .list(of: cloudEvent, bounds: ["maxItems": .limit])
    )

    static let eventData = named(
        "EventData",
        anything.described("Any JSON: the data of an event whose attributes are `ce-` headers.")
    )

    /// An event in a body that has other members too.
    static let sentEvent = either([plainEvent, cloudEvent])

    /// The answer to a batch.
    static let batchAnswer = named(
        "BatchAnswer",
        list(of: either([acceptance, problem])).described("An answer for each event, in order.")
    )
}

extension JSONValue {
    fileprivate static let limit = JSONValue.number(JSONNumber(EventBatch.limit))
}
