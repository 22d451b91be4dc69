internal import HTTPTypes
internal import PenstockJSON

extension InventoryRoutes {
    static let topic = Topic(
        name: "Inventory",
        description: "Plugins and the catalog of event types.",
        operations: [
            Operation(
                .get,
                "/v1/plugins",
                id: "listPlugins",
                "Lists the plugin files that were found, their stage types, and what is wrong with them.",
                replies: [.json(.whole(of: .plugin), "All plugin files.")]
            ),
            Operation(
                .get,
                "/v1/catalog",
                id: "listEventTypes",
                "Lists the known event types.",
                replies: [.json(.whole(of: .eventType), "All event types.")]
            ),
            Operation(
                .get,
                "/v1/catalog/{type}",
                id: "getEventType",
                "Shows an event type with schema and sample.",
                parameters: [.path("type", .text(), "The event type.", example: "course.completed")],
                replies: [.json(.eventType, "The event type.")],
                problems: [.notFound]
            ),
        ]
    )
}

extension ProblemRoutes {
    static let topic = Topic(
        name: "Problems",
        description: "What the `type` of a problem document (RFC 9457) leads to.",
        operations: [
            Operation(
                .get,
                "/problems",
                id: "listProblems",
                "Lists all kinds of problems.",
                replies: [.json(.whole(of: .problemKind), "All kinds.")]
            ),
            Operation(
                .get,
                "/problems/{type}",
                id: "getProblem",
                "Explains a kind of problem.",
                parameters: [.path("type", .text(), "Its name.", example: "not-found")],
                replies: [.json(.problemKind, "What it means, and what to do.")],
                problems: [.notFound]
            ),
        ]
    )
}

extension DescriptionRoutes {
    static let topic = Topic(
        name: "This document",
        description: "What the API is.",
        operations: [
            Operation(
                .get,
                "/openapi.json",
                id: "getDescription",
                "Answers this document.",
                replies: [.json(.anyObject, "An OpenAPI 3.1 document.")]
            )
        ]
    )
}
