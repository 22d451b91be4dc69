internal import HTTPTypes
internal import PenstockJSON

extension TrialRoutes {
    static let topic = Topic(
        name: "Trials",
        description: "Letting an event go through pipelines to look at it. Nothing is stored.",
        operations: [
            Operation(
                .post,
                "/v1/trials",
                id: "tryEvent",
                "Lets an event go through pipelines, and shows what every stage makes of it.",
                details: """
                    The event is `event`, `event_id` or `sample` with `set`; nothing is sent without `live`. With \
                    `against_history`, past events go through the changed directory and through what runs, and the \
                    answer counts what differs. Everything that comes by reference or is marked as secret is `***`.
                    """,
                body: .options(
                    .trialRequest,
                    isRequired: true,
                    Example(
                        "sample",
                        "A sample with another score, against a receiver that fails once",
                        ["sample": "course.completed", "set": ["/data/score": 90], "answers": [503, 200]]
                    )
                ),
                replies: [
                    .json(
                        .either([.trialAnswer, .comparison]),
                        "What came of it; a `Comparison` with `against_history`."
                    )
                ],
                problems: .options + [
                    .invalidEvent, .reservedType, .unsupportedContentType, .schemaViolation, .notFound,
                    .unknownPipeline,
                    .conflict, .badConfiguration, .busy, .stopping,
                ] + .writing
            )
        ]
    )
}
