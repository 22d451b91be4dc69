internal import HTTPTypes
package import PenstockJSON

/// The OpenAPI 3.1 document of the HTTP API, put together from the descriptions beside the routes. Pure.
package struct APIDocument: Sendable {
    package let json: JSONValue

    /// All that the API has to say, in the order in which people read it.
    static let topics = [
        EventRoutes.topic, ImportRoutes.topic, SourceRoutes.topic, DeliveryRoutes.topic, TimerRoutes.topic,
        ExplanationRoutes.topic, TailRoutes.topic, PipelineRoutes.topic, RevisionRoutes.topic, ReloadRoutes.topic,
        TrialRoutes.topic, LinkRoutes.topic, JobRoutes.topic, LearnerRoutes.topic, InventoryRoutes.topic,
        DirectoryRoutes.topic,
        StatusRoutes.topic, BackupRoutes.topic, TokenRoutes.topic,
        SignatureRoutes.topic, InboxRoutes.topic, ProblemRoutes.topic, DescriptionRoutes.topic,
    ]

    static let about = """
        Events go in with `POST /v1/events`; everything else looks at what became of them, or acts on it. Answers are \
        JSON, and may get more members: ignore those that you do not know.

        From the first token on, each request shows one: `Authorization: Bearer penstock_…`. Each operation says which \
        scope it needs, or that it needs none.

        Lists answer `{"items": […], "next": "…"}`; `cursor` takes the `next` of the page before.

        What is refused is answered with a problem document (RFC 9457) whose `type` never changes its meaning. A path \
        that there is not answers 404 `not-found`, a method that a path has not 405 `method-not-allowed` with `Allow`. \
        Each `GET` answers `HEAD` too.
        """

    /// - Parameter version: Of Penstock, which the API's is.
    package init(version: String) {
        var writer = ShapeWriter(place: "#/components/schemas/")
        var paths = JSONObject()
        for topic in Self.topics {
            for operation in topic.operations {
                var item = paths[operation.path]?.objectValue ?? [:]
                item[operation.method.rawValue.lowercased()] = writer.operation(operation, of: topic)
                paths[operation.path] = .object(item)
            }
        }
        json = [
            "openapi": "3.1.0",
            "info": ["title": "Penstock", "version": .string(version), "description": .string(Self.about)],
            "servers": [["url": "/", "description": "The server that answers this document."]],
            "tags": .array(
                Self.topics.map { ["name": .string($0.name), "description": .string($0.description)] }
            ),
            "paths": .object(paths),
            "components": [
                "schemas": .object(writer.named), "securitySchemes": .object(AccessRule.securitySchemes),
            ],
        ]
    }
}
