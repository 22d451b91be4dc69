internal import HTTPTypes
internal import PenstockJSON

extension LearnerRoutes {
    static let topic = Topic(
        name: "Learners",
        description: "Where learners stand, by the measures and certificates that the catalog declares.",
        operations: [
            Operation(
                .get,
                "/v1/learners/{username}",
                id: "getLearner",
                "Shows where a learner stands: figures against peers, and certificates with their clocks.",
                parameters: [
                    .path("username", .text(), "The person's name as events have it, letter by letter."), .clockDay,
                ],
                replies: [.json(.learner, "What is known of the learner.")],
                problems: [.invalidParameter, .notFound] + .reading
            ),
            Operation(
                .get,
                "/v1/certificates",
                id: "listCertificates",
                "Lists certificates that expire, soonest first.",
                details: """
                    Of each person and program it has the newest certificate, and none that never expires. Without \
                    `expired` it begins with those that are still valid.
                    """,
                parameters: [
                    .query(
                        "expiring",
                        .text(matching: "^[0-9]{1,6}d$"),
                        "Only those that expire within so many days: `60d`.",
                        example: "60d"
                    ),
                    .query("program", .text(), "Only those of the program with this id."),
                    .query("expired", .truth, "`true`: also those that have expired."), .clockDay,
                ] + Parameter.pagesOrExport(of: .certificates),
                replies: [.json(.certificatePage, "A page of certificates.")]
                    + .exports("All certificates that are asked for, with a `cursor` each."),
                problems: [.invalidParameter] + .reading
            ),
        ]
    )
}

extension Parameter {
    fileprivate static let clockDay = query(
        "day",
        .day,
        "The day on which clocks stand; today in UTC where it is left out.",
        example: "2026-03-01"
    )
}
