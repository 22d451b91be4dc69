internal import ArgumentParser
internal import PenstockCore
internal import PenstockImport

/// What the rows of a file mean.
struct ImportMappingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The source that maps the rows, as it maps requests.", valueName: "name"))
    var source: String?

    @Option(help: ArgumentHelp("The part of the path behind the source, such as course.completed.", valueName: "hook"))
    var hook: String?

    @Option(help: ArgumentHelp("The event type of all rows; columns are fields of its data.", valueName: "type"))
    var type: String?

    @Option(
        help: ArgumentHelp(
            "With --type: a field of another name than its column; repeatable.",
            valueName: "column=field"
        )
    )
    var column: [String] = []

    @Option(help: ArgumentHelp("With --type: the column with the time at which it happened.", valueName: "column"))
    var timeColumn: String?

    @Option(help: ArgumentHelp("With --type: the column with ids, in place of the natural key.", valueName: "column"))
    var idColumn: String?

    @Option(help: ArgumentHelp("With --time-column: the zone of times that name none.", valueName: "zone"))
    var zone: String?

    @Option(help: ArgumentHelp("csv or ndjson, where neither the name nor the beginning says it.", valueName: "format"))
    var format: HistoryFormat?

    @Option(
        help: ArgumentHelp(
            "What stands between cells: comma, semicolon, tab or pipe. (default: as the first line has it)",
            valueName: "delimiter"
        )
    )
    var delimiter: Delimiter?

    func validate() throws {
        if source != nil, type != nil { throw ValidationError("give --source or --type, not both") }
        if hook != nil, source == nil { throw ValidationError("--hook goes with --source") }
        for (flag, isGiven) in [
            ("--column", !column.isEmpty), ("--time-column", timeColumn != nil), ("--id-column", idColumn != nil),
        ] where isGiven && type == nil {
            throw ValidationError("\(flag) goes with --type")
        }
        if zone != nil, timeColumn == nil { throw ValidationError("--zone goes with --time-column") }
        for text in column where !text.dropFirst().dropLast().contains("=") {
            throw ValidationError("--column takes COLUMN=FIELD, such as points=score, not '\(text)'")
        }
    }

    /// Whether a file can be read with this.
    func check(_ file: HistoryFile) throws {
        guard file.format == .csv, source == nil, type == nil else { return }
        throw ValidationError(
            "\(file.path.printable) is a table: --type says what its rows are, or --source maps them"
        )
    }

    /// Whether a table has the columns that are named.
    func check(columns: [String], of file: HistoryFile) throws {
        let renamed = column.map { String($0[..<($0.firstIndex(of: "=") ?? $0.endIndex)]) }
        for name in renamed + [timeColumn, idColumn].compactMap(\.self) where !columns.contains(name) {
            let hint = nearest(name, in: columns).map { "; is '\($0)' meant?" }
            throw ValidationError(
                "\(file.path.printable) has no column '\(name)'"
                    + (hint ?? "; it has \(columns.prefix(20).joined(separator: ", "))").printable
            )
        }
    }

    /// The parameters of `POST /v1/imports`.
    var query: [(name: String, value: String?)] {
        [
            ("source", source), ("hook", hook), ("type", type), ("time_column", timeColumn),
            ("id_column", idColumn), ("zone", zone),
        ] + column.map { ("column", $0) }
    }
}
