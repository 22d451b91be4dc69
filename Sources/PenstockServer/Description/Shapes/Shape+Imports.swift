internal import PenstockJSON

/// History, row by row, read by ``ImportBatch``.
extension Shape {
    /// Whatever a row may be; it depends on what the query says of the rows.
    static let importRows = named(
        "ImportRows",
        .list(of: anything, bounds: ["maxItems": .number(JSONNumber(ImportBatch.limit))])
            .described("Events, bodies of requests to a source, or objects with a text for each column.")
    )

    static let importOutcome = named(
        "ImportOutcome",
        answer([
            .always("import", text, "The import's name, with which its events are marked."),
            .always("dry_run", truth, "Whether nothing was stored."),
            .always("accepted", count, "How many rows became events; with `dry_run`, how many would."),
            .always("duplicate", count, "How many rows were there before; those are as they were."),
            .always("unmapped", count, "How many rows the source knows no event for."),
            .always("refused", count, "How many rows are no row, or no event that may be."),
            .always("rows", list(of: importedRow), "What came of each row, in order."),
        ])
    )

    private static let importedRow = named(
        "ImportedRow",
        answer([
            .always("state", word(of: ImportOutcome.State.self), "What came of it."),
            .maybe("reason", text, "Why it became no event."),
            .maybe("ids", list(of: text), "The ids of its events."),
            .maybe("differs", constant(true), "The data of the event that stands is another."),
        ])
    )
}
