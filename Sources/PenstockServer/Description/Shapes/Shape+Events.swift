internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// Events as they are answered.
extension Shape {
    static let reason = named(
        "Reason",
        answer([
            .always("code", text, "What it is, for programs."),
            .always("text", text, "A sentence for people."),
            .maybe("stage", text, "The stage that gave it: `stages/0 (match)`."),
        ])
    )

    private static let eventMembers: [Member] = [
        .always("id", text, "As its sender gave it, or as the store made it."),
        .always("source", text, "Where it comes from; with `id` it is unique."),
        .always("type", text, "The event type."),
        .maybe("subject", text, "The item that it is about."),
        .always("time", time, "When it happened."),
        .always("accepted_at", time, "When it was taken in."),
        .maybe("contradiction", text, "How its data contradicts the schema of its type."),
        .always("revision", count, "The set of pipelines that it was matched with."),
        .always("delivery_count", count, "How many deliveries were made of it."),
        .maybe("erased_at", time, "When its data was erased."),
        .maybe("data_removed", word(["retention", "erased"]), "Why its data is gone."),
    ]

    /// An event as lists show it.
    static let event = named("Event", answer(eventMembers))

    /// An event with all that is told of it.
    static let eventDetail = named(
        "EventDetail",
        answer(
            eventMembers + [
                .always("datacontenttype", text, "The content type of its data."),
                .maybe("extensions", map(of: text), "Its extension attributes."),
                .maybe("data", anything, "Its data, as it was sent."),
                .always("deliveries", list(of: delivery), "What became of it."),
                .always(
                    "matches",
                    list(of: match),
                    "What each pipeline made of it."
                ),
                .maybe(
                    "figures",
                    map(of: figures),
                    "For each measure of its type, what stood in the store when it was accepted."
                ),
            ]
        )
    )

    static let pipelineName: [Member] = [.always("pipeline", text, "The pipeline's name.")]

    /// Whether a pipeline took an event, and why.
    static let matchMembers: [Member] = [
        .always("matched", truth, "Whether the pipeline took it."),
        .maybe("clause", word(of: MatchExplanation.Clause.self), "The key that it failed at."),
        .always("reason", text, "What matched, or the first thing that did not."),
    ]

    private static let match = named("Match", answer(pipelineName + matchMembers))

    static let acceptance = named(
        "Acceptance",
        answer([
            .always("id", text, "The event's id."),
            .always("duplicate", truth, "Whether an event with its `source` and `id` was there; then that one stands."),
            .maybe("differs", constant(true), "The data of the one that stands is another."),
            .always("deliveries", list(of: deliveryName), "The deliveries that were made of it."),
        ])
    )

    static let deliveryName = named(
        "DeliveryName",
        answer([.always("id", text, "The delivery's id.")] + pipelineName)
    )

    /// `{"items":[…]}`, with the cursor of the next page.
    static func page(of item: Shape) -> Shape {
        answer([
            .always("items", list(of: item), "Newest first."),
            .maybe("next", text, "The `cursor` of the next page; absent on the last."),
        ])
    }

    /// `{"items":[…]}`, all there are.
    static func whole(of item: Shape) -> Shape { answer([.always("items", list(of: item), "All there are.")]) }
}
