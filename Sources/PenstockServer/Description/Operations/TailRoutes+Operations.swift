internal import HTTPTypes
internal import PenstockCore

extension TailRoutes {
    static let topic = Topic(
        name: "Watching",
        description: "What happens from now on.",
        operations: [
            Operation(
                .get,
                "/v1/tail",
                id: "watch",
                "Tells what happens from now on, until the server stops.",
                details: """
                    Server-sent events (HTML Living Standard, section 9.2), each with one JSON object: `accepted` for \
                    an event, `settled` for a delivery that came to a state, `missed` with a `count` where this watcher \
                    was too slow. A comment is a sign of life. With `state`, only deliveries are told.
                    """,
                parameters: [
                    .query("pipeline", .text(), "Names of pipelines, with commas between them."), .states, .type,
                ],
                replies: [.text("The events.", as: "text/event-stream")],
                problems: [.invalidParameter, .unknownPipeline, .tooManyWatchers]
            )
        ]
    )
}
