internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// Trials: what is asked, and what every stage made of the event.
extension Shape {
    static let trialRequest = named(
        "TrialRequest",
        request([
            .maybe("event", sentEvent, "The event, as it would be posted."),
            .maybe("event_id", text, "An event that was accepted, by its id."),
            .maybe("sample", text, "The event type whose sample it is."),
            .maybe("set", map(of: anything), "Values of the sample by JSON Pointer: `/data/score`."),
            .maybe("pipeline", text, "The one to try; all, where it is absent."),
            .maybe("changed", truth, "`true`: the pipelines that the directory has by now."),
            .maybe("live", truth, "`true`: it is sent, once, and marked as a test."),
            .maybe(
                "answers",
                .list(
                    of: either([integer(100...599).titled("Status"), word(["timeout", "reset"]).titled("No answer")]),
                    bounds: ["minItems": 1]
                ),
                "What the other side says to each try where nothing is sent."
            ),
            .maybe(
                "against_history",
                integer(1...10_000),
                "How many of the newest events to compare by."
            ),
        ])
    )

    static let trialAnswer = named(
        "Trial",
        answer([
            .always("live", truth, "Whether it was sent."),
            .always("changed", truth, "Whether the pipelines are those that the directory has by now."),
            .always("event", anyObject, "The event that was tried."),
            .always("trials", list(of: trialReport), "Its way through each pipeline."),
        ])
    )

    private static let trialReport = answer(
        pipelineName + [
            .always("matched", truth, "Whether the pipeline takes the event."),
            .always("match", text, "Why."),
            .maybe("state", word(of: DeliveryState.self), "What becomes of the delivery."),
            .maybe("reason", reason, "Why."),
            .always("steps", list(of: trialStep), "What each stage did."),
            .always("attempts", list(of: trialAttempt), "Each try of the transport."),
        ]
    )

    private static let trialStep = answer([
        .always("stage", text, "Its place and what it does: `stages/0 (match)`."),
        .always("kind", stageKind, "What it is."),
        .always("type", text, "The stage type: `http`."),
        .maybe("name", text, "The name that the pipeline gives it."),
        .always("microseconds", count, "How long the call took."),
        .always("verdict", word(["pass", "drop", "fail"]), "What it said."),
        .maybe("outcome", outcome, "The class of a failure."),
        .maybe("reason", reason, "Why it did not let the event pass."),
        .maybe("message", answer(bodyMembers + [messageAttributes]), "The message behind it."),
    ])

    private static let trialAttempt = answer([
        .always("number", integer(1...Int.max), "1 for the first."),
        .always("at", time, "When it would be."),
        .always("outcome", outcome, "The class of its end."),
        .maybe("status", integer, "What the other side answered."),
        .always("text", text, "What happened, for people."),
        .always("sent", sent, "Whether the other side may have the message."),
        .maybe("microseconds", count, "How long it took."),
        .maybe("response_head", text, "Status line and headers."),
        .maybe("response_body", text, "The body."),
        .maybe("next_at", time, "When the next one would be due."),
        .maybe("request", sentRequest, "What is sent by HTTP."),
        .maybe("mail", mail, "What is sent by mail."),
    ])

    private static let messageAttributes = Member.maybe(
        "attributes",
        map(of: text),
        "What transforms tell the transport."
    )

    /// A request as it is sent.
    static let sentRequest = answer(
        [.always("method", text, "The method."), .always("url", text, "Where it goes.")] + bodyMembers
    )

    private static let bodyMembers: [Member] = [
        .always("content_type", text, "The content type of the body."),
        .always("headers", map(of: text), "Headers, names in small letters."),
        .maybe("json", anything, "The body, where it is JSON."),
        .maybe("body", text, "The body as text, where it is none."),
    ]

    private static let mail = answer([
        .always("relay", text, "The server that takes it."),
        .maybe("from", text, "Who sends it."),
        .maybe("to", list(of: text), "Who gets it."),
        .maybe("cc", list(of: text), "Who gets a copy that all can see."),
        .maybe("bcc", list(of: text), "Who gets a copy that nobody sees."),
        .maybe("subject", text, "The subject."),
        .maybe("text", text, "The plain text."),
        .maybe("html", text, "The HTML."),
    ])

    static let comparison = named(
        "Comparison",
        answer([
            .always("events", count, "How many events were run through both."),
            .always("without_data", count, "How many had no data any more."),
            .always(
                "pipelines",
                list(
                    of: answer(
                        pipelineName + [
                            .always("same", count, "Events of which the same becomes."),
                            .always("different", count, "Events of which something else becomes."),
                            .always("gained", count, "Events that only the changed one takes."),
                            .always("lost", count, "Events that only the running one takes."),
                        ]
                    )
                ),
                "The count by pipeline."
            ),
            .always(
                "examples",
                list(
                    of: answer(
                        [.always("event", text, "The event's id.")] + pipelineName + [
                            .maybe("before", anyObject, "What the running one makes of it."),
                            .maybe("after", anyObject, "What the changed one makes of it."),
                        ]
                    )
                ),
                "The first that differ, at most 20."
            ),
        ])
    )
}
