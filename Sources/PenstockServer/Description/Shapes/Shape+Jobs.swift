internal import PenstockCore
internal import PenstockJSON

/// Jobs: what is asked of them, and how far they are.
extension Shape {
    static let job = named(
        "Job",
        answer([
            .always("id", text, "Its id: `job_k3f9x2pq_3`."),
            .always("kind", word(of: Job.Kind.self), "What it does."),
            .always("state", word(of: Job.State.self), "How it stands."),
            .maybe("reason", reason, "Why it ended early."),
            .always("request", jobRequest, "What was asked for."),
            .maybe("found", finding, "What it is about, counted before it began."),
            .maybe("total", count, "How many it is about, where that is known."),
            .always("done", count, "How many are done."),
            .always("skipped", count, "How many were passed over."),
            .always("position", count, "How far it is, of `end`."),
            .always("end", count, "Where it will end."),
            .always("created_at", time, "When it began."),
            .always("updated_at", time, "When it last went on."),
        ])
    )

    static let dryJob = named(
        "DryRun",
        answer([
            .always("dry_run", constant(true), "Nothing was begun."),
            .always("request", jobRequest, "What was asked for."),
            .always("found", finding, "What it would be about."),
        ])
    )

    private static let jobRequest = named(
        "JobRequest",
        answer([
            .maybe("since", time, "Events accepted from this moment on."),
            .maybe("until", time, "Events accepted before this moment."),
            .maybe("type", text, "The event type, or a prefix that ends in `*`."),
            .maybe("subject", text, "The subject, or a prefix that ends in `*`."),
            .maybe("source", text, "The events' source."),
            .maybe("pipeline", text, "The deliveries' pipeline."),
            .maybe("state", list(of: word(of: DeliveryState.self)), "The deliveries' states."),
            .maybe("rate", text, "At most so many in a time."),
            .maybe("into", text, "The pipeline that all go through."),
            .maybe("render", constant(true), "The stages run again."),
            .maybe("person_digest", text, "The digest of the person's name."),
        ])
    )

    private static let finding = named(
        "Finding",
        answer([
            .always("count", count, "How many."),
            .always("complete", truth, "Whether all were counted."),
            .always("types", map(of: count), "How many of each event type."),
            .maybe("first", time, "When the oldest was accepted."),
            .maybe("last", time, "When the newest was accepted."),
            .maybe("unfinished", count, "Deliveries of these events that are still to be made, and will be cancelled."),
        ])
    )

    private static let selection: [Member] = [
        .maybe("since", momentOrAge, "Events accepted from this moment on, or from so long ago."),
        .maybe("until", momentOrAge, "Events accepted before this moment."),
        .maybe("type", text, "The event type, or a prefix that ends in `*`."),
        .maybe("subject", text, "The subject, or a prefix that ends in `*`."),
        .maybe("source", text, "The events' source."),
        .maybe("pipeline", text, "The deliveries' pipeline."),
        .maybe(
            "state",
            either([
                stateList.titled("With commas"),
                list(of: word(of: DeliveryState.self)).titled("As a list"),
            ]),
            "The deliveries' states."
        ),
        .maybe("all", truth, "`true` is required where nothing else narrows it down."),
        .maybe(
            "rate",
            text(matching: "^[0-9]+/[smhd]$"),
            "At most so many in a time: `50/s`, `3000/m`."
        ),
        .maybe("dry_run", truth, "`true` only counts."),
    ]

    static let replayRequest = named(
        "ReplayRequest",
        request(selection + [.maybe("into", text, "The pipeline that all go through, each event once.")])
    )

    static let retryRequest = named(
        "RetryRequest",
        request(selection + [.maybe("render", truth, "`true` runs the stages again.")])
    )

    static let cancellationRequest = named("CancellationRequest", request(selection))

    static let erasureRequest = named(
        "ErasureRequest",
        request([
            .always("person", text(), "The person's name in events, such as a username."),
            .maybe("dry_run", truth, "`true` only counts."),
        ])
    )
}
