internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// Deliveries and their attempts as they are answered.
extension Shape {
    static let deliveryMembers: [Member] = [
        .always("id", text, "Its id: what receivers get as `webhook-id`."),
        .always("pipeline", text, "The pipeline's name."),
        .always("event", text, "The event's id."),
        .always("type", text, "The event's type."),
        .maybe("subject", text, "The event's subject."),
        .always("state", word(of: DeliveryState.self), "What has become of it."),
        .maybe("reason", reason, "Why it is so."),
        .maybe("revision", count, "The set of pipelines that it was last worked on under."),
        .always("attempt_count", count, "How many tries there were."),
        .maybe("last_status", integer, "What the other side answered last, such as 503."),
        .always("created_at", time, "When it was made."),
        .always("updated_at", time, "When it came to its state."),
        .maybe("due_at", time, "When it is tried next."),
        .maybe("replay_of", text, "The delivery that it repeats."),
        .maybe("duplicate_of", text, "The delivery that had its natural key first."),
    ]

    /// A delivery as lists show it.
    static let delivery = named("Delivery", answer(deliveryMembers))

    /// A delivery with all that is told of it.
    static let deliveryDetail = named(
        "DeliveryDetail",
        answer(
            deliveryMembers + [
                .always("attempts", list(of: attempt), "Every try, the first first."),
                .maybe("rendered", renderedMessage, "The message that is kept for the next try."),
            ]
        )
    )

    private static let renderedMessage = named(
        "RenderedMessage",
        answer([
            .always("content_type", text, "The content type of the body."),
            .maybe("headers", map(of: text), "Headers that transforms set."),
            .maybe("attributes", map(of: text), "What transforms tell the transport."),
            .maybe("revision", count, "The set of pipelines that made it."),
            .maybe("body", text, "The body; what is not UTF-8 is shown as U+FFFD."),
        ])
    )

    static let outcome = word(of: Outcome.self)
    static let sent = word(of: Sent.self)

    static let attempt = named(
        "Attempt",
        answer([
            .always("number", integer(1...Int.max), "1 for the first."),
            .always("started_at", time, "When it began."),
            .always("revision", count, "The set of pipelines whose signers and transport it went through."),
            .maybe("rendering_revision", count, "The set that made its message, where that is another."),
            .always("outcome", outcome, "The class of its end."),
            .maybe("status", integer, "What the other side answered, such as 200."),
            .always("sent", sent, "Whether the other side may have the message."),
            .maybe("code", text, "What happened, for programs."),
            .maybe("text", text, "What happened, for people."),
            .maybe("retry_after_ms", count, "What the other side asked for, in milliseconds."),
            .maybe("timings_us", timings, "How long its parts took, in microseconds from its start."),
            .maybe("request", sentHead, "What it sent beside the body, where that is kept; without credentials."),
            .maybe("response", response, "What the other side said."),
            .maybe("recipients", list(of: recipient), "What became of each recipient of a mail."),
            .maybe("attributes", map(of: text), "What the transport says of it."),
        ])
    )

    static let timings = answer([
        .maybe("name", count, "Until the name was resolved."),
        .maybe("connect", count, "Until there was a connection."),
        .maybe("tls", count, "Until it was encrypted."),
        .maybe("first_byte", count, "Until the answer began."),
        .maybe("total", count, "Until the end."),
    ])

    private static let sentHead = answer([
        .maybe("method", text, "The method, or `SMTP`."),
        .maybe("target", text, "The URL."),
        .maybe("headers", map(of: text), "The headers as they were signed; of a mail its envelope."),
        .maybe("truncated", constant(true), "Something is left out, because it was too long."),
    ])

    static let response = answer([
        .maybe("head", text, "Status line and headers, or the replies of a mail server."),
        .maybe("body", text, "The body, or its beginning; what is not UTF-8 is shown as U+FFFD."),
        .maybe("truncated", constant(true), "The body is cut."),
    ])

    private static let recipient = answer([
        .always("address", text, "Where to."),
        .always("outcome", outcome, "The class of its end."),
        .maybe("status", integer, "The reply code."),
        .maybe("reply", text, "The reply."),
    ])
}
