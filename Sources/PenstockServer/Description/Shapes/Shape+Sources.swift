internal import PenstockJSON

/// Sources, and what they answer.
extension Shape {
    static let source = named(
        "Source",
        answer([
            .always("name", text, "Its name."),
            .maybe("description", text, "What it is for."),
            .always("enabled", truth, "Whether it takes requests."),
            .always("path", text, "Where requests come."),
            .always("methods", list(of: text), "The methods that it takes."),
            .always("verify", text, "What it asks of a sender, without anything secret."),
            .always("zone", text, "The time zone of dates that name none."),
            .always("events", list(of: sourceRule), "What requests become."),
            .always("learn", truth, "Whether it keeps what it cannot map."),
            .maybe("expect_every", text, "How often something should come."),
            .maybe("last_verified", time, "When something came that was verified."),
            .maybe("last_event", time, "When something came that became an event."),
            .always("events_accepted", count, "How many events it made since the start."),
            .always("refused", list(of: sourceRefusal), "What was refused since the start, the last first."),
            .always("learned", count, "How many requests it has kept."),
            .always("file", text, "The file that says all this."),
        ])
    )

    private static let sourceRule = answer([
        .maybe("when", text, "The condition."),
        .maybe("type", text, "The event type."),
    ])

    private static let sourceRefusal = answer([
        .always("reason", text, "Why, for programs."),
        .always("count", count, "How often."),
        .always("last_at", time, "When it was so last."),
        .always("last_text", text, "What was wrong then."),
    ])

    /// A request that a source could not map.
    static let learnedRequest = named(
        "LearnedRequest",
        answer([
            .always("id", text, "Its id."),
            .always("source", text, "The source's name."),
            .always("at", time, "When it came."),
            .always("reason", text, "Why it became no event."),
            .maybe("request", anyObject, "The request, with what is secret masked."),
        ])
    )

    static let removal = answer([.always("removed", text, "The id of what was removed.")])

    static let sourceAnswer = either([acceptance, batchAnswer, learning])

    private static let learning = named(
        "Learning",
        answer([
            .always("learned", constant(true), "No event was made; the request is kept."),
            .always("id", text, "Its id."),
            .always("reason", text, "Why it became no event."),
        ])
    )
}
