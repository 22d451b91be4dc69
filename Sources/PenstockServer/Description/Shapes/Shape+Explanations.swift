internal import PenstockEngine
internal import PenstockJSON

/// Explanations: what became of an event, pipeline by pipeline.
extension Shape {
    static let explanation = named(
        "Explanation",
        answer([
            .always("event", event, "The event."),
            .maybe("hint", text, "What to do where no pipeline took it."),
            .always("pipelines", list(of: explainedPipeline), "Those with deliveries first, then the nearest first."),
            .maybe("timers", list(of: timer), "The timers that it made."),
        ])
    )

    private static let explainedPipeline = answer(
        pipelineName + [
            .maybe("matched", truth, "Whether it took the event; absent where a job made the delivery."),
            .maybe("clause", word(of: MatchExplanation.Clause.self), "The key that the event failed at."),
            .maybe("reason", text, "What matched, or the first thing that did not."),
            .maybe("deliveries", list(of: explainedDelivery), "What became of it there."),
        ]
    )

    private static let explainedDelivery = named(
        "ExplainedDelivery",
        answer(
            deliveryMembers + [
                .maybe("job", text, "The job that made it."),
                .maybe("next", text, "What comes next, or what a person can do."),
                .maybe("stages_unknown", text, "Why its stages are not known any more."),
                .maybe("stages", list(of: explainedStage), "What each stage did."),
                .always("attempts", list(of: attempt), "Every try, the first first."),
            ]
        )
    )

    /// A stage as a pipeline declares it.
    static let stageMembers: [Member] = [
        .always("label", text, "Its place and what it does: `stages/0 (match)`."),
        .always("kind", stageKind, "What it is."),
        .always("type", text, "The stage type: `http`."),
        .maybe("name", text, "The name that the pipeline gives it."),
    ]

    static let stageKind = word(["filter", "transform", "sign", "transport"])

    private static let explainedStage = answer(
        stageMembers + [
            .always("end", word(of: StageTrace.End.self), "How it ended."),
            .maybe("text", text, "What the stage said."),
            .maybe("revision", count, "The set of pipelines that it was a stage of, where that is another."),
        ]
    )
}
