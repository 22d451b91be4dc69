internal import HTTPTypes

extension RevisionRoutes {
    static let topic = Topic(
        name: "Revisions",
        description: "The sets of pipelines that ran.",
        operations: [
            Operation(
                .get,
                "/v1/revisions",
                id: "listRevisions",
                "Lists the sets of pipelines that ran, newest first.",
                parameters: Parameter.pages(of: .revisions),
                replies: [.json(.page(of: .revision), "A page of revisions.")],
                problems: [.invalidParameter] + .reading
            ),
            Operation(
                .get,
                "/v1/revisions/{number}",
                id: "getRevision",
                "Shows a revision: its documents as they were, and their stages.",
                parameters: [
                    .path(
                        "number",
                        .text(matching: "^([0-9]+|running)$"),
                        "Its number, or `running` for the one that runs."
                    ),
                    .query("pipeline", .text(), "This pipeline alone."),
                ],
                replies: [.json(.revisionDetail, "The revision.")],
                problems: [.invalidParameter, .notFound, .unknownPipeline] + .reading
            ),
        ]
    )
}
