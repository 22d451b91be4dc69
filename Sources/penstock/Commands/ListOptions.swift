internal import ArgumentParser

/// Which part of a long list is shown, or how it is exported.
struct ListOptions: ParsableArguments {
    @Option(help: "How many: of a page at most 500 and without this 50, of an export at most 1000000 and 10000.")
    var limit: Int?

    @Option(help: "Go on behind the page that ended with this `next`, or behind the row with this `cursor`.")
    var cursor: String?

    @Option(
        help: ArgumentHelp(
            "Export the list to standard output: ndjson, an object a line, or csv.",
            discussion: "Each row ends with its cursor.",
            valueName: "format"
        )
    )
    var format: ExportFormat?

    private static let (page, export) = ((standard: 50, most: 500), (standard: 10_000, most: 1_000_000))

    func validate() throws {
        let most = format == nil ? Self.page.most : Self.export.most
        guard (1...most).contains(limit ?? 1) else {
            throw ValidationError("--limit takes a number from 1 to \(most)\(format == nil ? "" : " with --format")")
        }
    }

    var query: [(name: String, value: String?)] {
        [("limit", String(limit ?? Self.page.standard)), ("cursor", cursor)]
    }

    /// The export that is asked for; nil where a page is.
    func export(
        _ path: [String],
        _ query: [(name: String, value: String?)],
        _ output: OutputOptions
    ) throws -> ListExport? {
        guard let format else { return nil }
        guard !output.isJSON else { throw ValidationError("--json shows a page, --format exports: one of them") }
        return ListExport(
            path: path,
            query: query,
            format: format,
            limit: limit ?? Self.export.standard,
            cursor: cursor
        )
    }
}

enum ExportFormat: String, ExpressibleByArgument, CaseIterable {
    case ndjson, csv
}
