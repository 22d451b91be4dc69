internal import HTTPTypes
internal import PenstockJSON

extension ReloadRoutes {
    static let topic = Topic(
        name: "Reloading",
        description: "Letting the pipelines directory take the place of what runs.",
        operations: [
            Operation(
                .post,
                "/v1/reload",
                id: "reload",
                "Reads the pipelines directory again, and lets it take the place of what runs.",
                details: """
                    As a whole or not at all; the answer comes when it has happened. With `dry_run` it only says what \
                    would change.
                    """,
                body: .options(
                    .request([.maybe("dry_run", .truth, "`true` changes nothing.")]),
                    Example("dry", "Only says what would change", ["dry_run": true])
                ),
                replies: [.json(.reloadReport, "What has changed.")],
                problems: .options + [.badConfiguration, .stopping, .conflict] + .writing
            )
        ]
    )
}
