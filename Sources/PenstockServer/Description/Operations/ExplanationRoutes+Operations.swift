internal import HTTPTypes

extension ExplanationRoutes {
    static let topic = Topic(
        name: "Explanations",
        description: "What each pipeline made of an event, what each stage did, and what comes next.",
        operations: [
            Operation(
                .get,
                "/v1/events/{id}/explanation",
                id: "explainEvent",
                "Explains what became of an event.",
                parameters: Parameter.event,
                replies: [.json(.explanation, "Pipeline by pipeline.")],
                problems: [.invalidParameter, .notFound] + .reading
            ),
            Operation(
                .get,
                "/v1/deliveries/{id}/explanation",
                id: "explainDelivery",
                "Explains what became of a delivery.",
                parameters: [.delivery],
                replies: [.json(.explanation, "The same, of this delivery alone.")],
                problems: [.notFound] + .reading
            ),
        ]
    )
}
