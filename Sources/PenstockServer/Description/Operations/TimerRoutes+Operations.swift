internal import HTTPTypes
internal import PenstockJSON

extension TimerRoutes {
    static let topic = Topic(
        name: "Timers",
        description: "Events that will follow from others, at days that those name.",
        operations: [
            Operation(
                .get,
                "/v1/timers",
                id: "listTimers",
                "Lists timers, those due first at first.",
                parameters: [
                    .person,
                    .query(
                        "type",
                        .text(),
                        "The type of the events that they were made of, or a prefix that ends in `*`."
                    ),
                    .query("emit", .text(), "The type of the events that they become, or a prefix that ends in `*`."),
                    .query("state", .timerStateList, "States, with commas between them.", example: "pending"),
                    .query(
                        "due_before",
                        .momentOrAge,
                        "Only those due before this moment, or within so long from now: `30d`.",
                        example: "30d"
                    ),
                ] + Parameter.pages(of: .timers),
                replies: [.json(.page(of: .timer), "A page of timers.")],
                problems: [.invalidParameter] + .reading
            ),
            Operation(
                .get,
                "/v1/timers/{id}",
                id: "getTimer",
                "Shows a timer.",
                parameters: [timer],
                replies: [.json(.timer, "The timer.")],
                problems: [.notFound] + .reading
            ),
            Operation(
                .post,
                "/v1/timers/{id}/move",
                id: "moveTimer",
                "Gives a pending timer another time.",
                details: "A change of the catalog leaves that time alone.",
                parameters: [timer],
                body: .options(
                    .request([
                        .always("due", .text, "A date-time; without an offset, a time in the zone of the timer's rule.")
                    ]),
                    Example("move", "To another morning", ["due": "2026-12-01T08:00"])
                ),
                replies: [.json(.timer, "What has become of it.")],
                problems: .options + [.notFound, .conflict] + .writing
            ),
            Operation(
                .post,
                "/v1/timers/{id}/cancel",
                id: "cancelTimer",
                "Ends a pending timer: its event does not come.",
                parameters: [timer],
                replies: [.json(.timer, "What has become of it.")],
                problems: [.notFound, .conflict] + .writing
            ),
        ]
    )

    private static let timer = Parameter.path("id", .text(), "The timer's id: `tim_k3f9x2pq_5`.")
}
