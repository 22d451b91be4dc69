internal import PenstockJSON

/// Plugins and the catalog.
extension Shape {
    static let plugin = named(
        "Plugin",
        answer([
            .always("file", text, "The file."),
            .always("loaded", truth, "Whether its stage types can be used."),
            .maybe("id", text, "The library's id."),
            .maybe("version", text, "The library's version."),
            .maybe("vendor", text, "Who made it."),
            .maybe("sha256", text(matching: "^[0-9a-f]{2,64}$"), "The digest of the file."),
            .always("stages", list(of: stageType), "The stage types that it offers."),
            .always(
                "problems",
                list(
                    of: answer([
                        .always("severity", word(["error", "warning"]), "Whether it kept the file from loading."),
                        .always("text", text, "What people must know."),
                    ])
                ),
                "What is wrong with the file."
            ),
        ])
    )

    private static let stageType = answer([
        .always("kind", stageKind, "What it is."),
        .always("id", text, "The name that pipelines use."),
        .always("summary", text, "What it does."),
        .maybe("schema", anything, "The JSON Schema of its configuration."),
    ])

    static let eventType = named(
        "EventType",
        answer([
            .always("type", text, "The event type."),
            .maybe("description", text, "When it happens."),
            .maybe("subject", text, "The template of the subject, where the sender gives none."),
            .maybe("person", text, "Where the person stands whom it is about: a JSON Pointer."),
            .maybe("key", list(of: text), "JSON Pointers of its natural key."),
            .always("strict", truth, "Whether data that contradicts the schema is refused."),
            .maybe("schema", anything, "The JSON Schema of its data."),
            .maybe("sample", anything, "Data as it may come."),
            .maybe("timers", list(of: anyObject), "Which events follow at days that it names, as the catalog has it."),
        ])
    )
}
