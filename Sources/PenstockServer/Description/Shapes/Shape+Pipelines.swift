internal import PenstockJSON

/// Pipelines, their revisions, and what a reload did.
extension Shape {
    static let pipelineSummary = named(
        "Pipeline",
        answer([
            .always("name", text, "Its name."),
            .maybe("description", text, "What it is for."),
            .maybe("on", list(of: text), "The types that it takes."),
            .maybe("subject", list(of: text), "The subjects that it takes; absent for all."),
            .maybe("except", list(of: text), "The subjects that it leaves out."),
            .always("enabled", truth, "Whether it takes events."),
            .always("file", text, "The file that declares it."),
            .always("line", count, "The line at which its declaration begins."),
            .always("lane", word(["open", "held"]), "Whether deliveries are made at present."),
            .maybe("hold", reason, "Why it is held."),
            .maybe("failing", failing, "How its endpoint fails."),
            .always("in_flight", count, "Deliveries that are worked on."),
            .always("stages", list(of: declaredStage), "Its stages, in order."),
        ])
    )

    private static let failing = answer([
        .always("since", time, "Since when."),
        .always("failures", count, "How often in a row."),
        .always("reason", reason, "What the last one said."),
        .maybe("next_try_at", time, "When it is tried next."),
        .maybe("given_up", count, "Deliveries that became dead meanwhile."),
    ])

    private static let declaredStage = answer([
        .always("kind", stageKind, "What it is."),
        .always("type", text, "The stage type: `http`."),
        .always("with", anything, "Its configuration, with `***` for all that is secret or comes by reference."),
    ])

    private static let revisionMembers: [Member] = [
        .always("revision", count, "Its number."),
        .always("adopted_at", time, "When it began to run."),
        .always("running", truth, "Whether it runs now."),
        .always("pipeline_count", count, "How many pipelines it has."),
    ]

    static let revision = named("Revision", answer(revisionMembers))

    static let revisionDetail = named(
        "RevisionDetail",
        answer(
            revisionMembers + [
                .always(
                    "pipelines",
                    list(
                        of: answer([
                            .always("name", text, "Its name."),
                            .maybe("selector", anyObject, "Which events it takes."),
                            .maybe("stages", list(of: answer(stageMembers)), "Its stages."),
                            .maybe("text", text, "Its document as it was written, with `***` for secrets."),
                        ])
                    ),
                    "Its pipelines."
                )
            ]
        )
    )

    private static let change = word(["added", "changed", "removed"])

    static let reloadReport = named(
        "Reload",
        answer([
            .always("applied", truth, "Whether it counts; false for a dry run."),
            .maybe("revision", count, "The set of pipelines that runs now."),
            .always(
                "pipelines",
                list(
                    of: answer([
                        .always("name", text, "Its name."),
                        .always("change", change, "What has become of it."),
                        .always("pending", count, "Deliveries not tried yet."),
                        .always("waiting", count, "Deliveries that wait for their next try."),
                        .always("held", count, "Deliveries that are held."),
                    ])
                ),
                "The pipelines that are not as they were."
            ),
            .always("unchanged", count, "How many pipelines are as they were."),
            .always(
                "plugins",
                list(
                    of: answer([
                        .always("file", text, "The file."), .always("change", change, "What has become of it."),
                    ])
                ),
                "The plugin files that are not as they were."
            ),
            .always(
                "sources",
                list(
                    of: answer([
                        .always("name", text, "The source's name."),
                        .always("change", change, "What has become of it."),
                    ])
                ),
                "The sources that are not as they were."
            ),
            .always("timers", list(of: timerChange), "What becomes of pending timers, by type."),
            .maybe("needs_restart", list(of: text), "Settings that count only after a restart."),
            .maybe("diagnostics", list(of: diagnostic), "What is doubtful."),
        ])
    )
}
