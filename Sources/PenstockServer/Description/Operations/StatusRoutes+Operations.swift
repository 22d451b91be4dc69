internal import HTTPTypes
internal import PenstockJSON

extension StatusRoutes {
    static let topic = Topic(
        name: "Status",
        description: "How the host stands.",
        operations: [
            Operation(
                .get,
                "/v1/status",
                id: "getStatus",
                "Shows what needs a person, and the backlog by pipeline.",
                replies: [.json(.status, "The status.")],
                problems: .reading
            ),
            Operation(
                .get,
                "/healthz",
                id: "isAlive",
                "Says that the process answers.",
                replies: [.text("`ok`")]
            ),
            Operation(
                .get,
                "/readyz",
                id: "isReady",
                "Says whether events are taken in.",
                replies: [.text("`ready`")],
                problems: [.stopping]
            ),
            Operation(
                .get,
                "/metrics",
                id: "getMetrics",
                "Answers counters and gauges as Prometheus reads them.",
                replies: [.text("Prometheus' text format, version 0.0.4.")]
            ),
        ]
    )
}

extension BackupRoutes {
    static let topic = Topic(
        name: "Backups",
        description: "Copies of the store, made while events flow.",
        operations: [
            Operation(
                .post,
                "/v1/backups",
                id: "beginBackup",
                "Begins a backup into a file of the server's machine.",
                body: .options(
                    .request([
                        .always(
                            "file",
                            .text(matching: "^/[^\\u0000]*$"),
                            "An absolute path; nothing is there yet."
                        )
                    ]),
                    isRequired: true,
                    Example("file", "A day's backup", ["file": "/var/backups/penstock-2026-03-09.db"])
                ),
                replies: [.json(202, .backup, "It has begun.")],
                problems: .options + [.conflict] + .writing
            ),
            Operation(
                .get,
                "/v1/backups/current",
                id: "getBackup",
                "Shows the backup that runs, or the last one since the start.",
                replies: [.json(.backup, "How far it is.")],
                problems: [.notFound]
            ),
        ]
    )
}
