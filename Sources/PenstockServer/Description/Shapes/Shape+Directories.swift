internal import PenstockJSON

/// What events have told.
extension Shape {
    static let directoryRow = named(
        "DirectoryRow",
        answer([
            .always("key", text, "What the row is found by."),
            .always("accepted_at", time, "When the event was accepted that told it."),
            .always("row", anyObject, "The data of that event."),
        ])
    )

    static let directory = answer([
        .always("items", list(of: directoryRow), "By their keys."),
        .maybe("next", text, "The `after` of the next page; absent on the last."),
    ])
}
