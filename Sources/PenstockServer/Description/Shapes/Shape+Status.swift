internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// The status of the host, and backups.
extension Shape {
    static let status = named(
        "Status",
        answer([
            .always("version", text, "The version of Penstock."),
            .always("ready", truth, "Whether events are taken in."),
            .always("store", text, "The store's name, part of every id."),
            .always("started_at", time, "When the server started."),
            .always("now", time, "The server's time."),
            .always("revision", count, "The set of pipelines that runs."),
            .always("needs_attention", truth, "Whether a person has to look."),
            .always("attention", list(of: concern), "What needs a person, the most urgent first."),
            .maybe("disk", disk, "The room on the store's disk, in bytes."),
            .always("pipelines", list(of: lane), "The backlog by pipeline."),
        ])
    )

    private static let concern = answer([
        .always("kind", word(of: Concern.Kind.self), "What it is, for programs."),
        .maybe("pipeline", text, "The pipeline that it is about."),
        .maybe("source", text, "The source that it is about."),
        .maybe("count", count, "How many."),
        .maybe("since", time, "Since when."),
        .always("text", text, "A sentence for people."),
    ])

    private static let disk = answer([
        .always("free", integer, "What is free."),
        .always("reserve", integer, "Below this no events are taken in."),
        .maybe("file", integer, "The store's file."),
        .maybe("log", integer, "The store's write-ahead log."),
    ])

    private static let lane = answer([
        .always("name", text, "The pipeline's name."),
        .always("pending", count, "Deliveries not tried yet."),
        .always("waiting", count, "Deliveries that wait for their next try."),
        .always("in_flight", count, "Deliveries that are worked on."),
        .always("dead", count, "Deliveries that wait for a person."),
        .always("held", count, "Deliveries that are held."),
        .always("behind", count, "Deliveries behind another of their order key."),
        .maybe("oldest", time, "When the oldest that is not done was made."),
        .maybe("oldest_due", time, "Since when the oldest that is due waits."),
        .maybe("dead_since", time, "Since when the oldest dead one is dead."),
        .maybe("hold", reason, "Why the pipeline is held."),
    ])

    static let backup = named(
        "Backup",
        answer([
            .always("file", text, "Where it is written to, on the server's machine."),
            .always("state", word(of: BackupStatus.State.self), "How it stands."),
            .always("copied_pages", count, "How much is copied."),
            .always("total_pages", count, "How much there is."),
            .always("started_at", time, "When it began."),
            .maybe("ended_at", time, "When it ended."),
            .maybe("reason", text, "Why it failed."),
        ])
    )
}
