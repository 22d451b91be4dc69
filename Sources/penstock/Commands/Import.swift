internal import ArgumentParser
internal import Foundation
internal import PenstockCore
internal import PenstockImport
internal import PenstockJSON

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Load history from a file: events that are kept and counted, and delivered to nobody.",
        discussion: """
            Talks to a running server, whose sources and catalog say what a row means. A file is CSV, the first line \
            naming the columns, or NDJSON, a JSON value on each line. With --source each row is mapped as a request to \
            that source; with --type a column is a field of that type's data; without either a line is an event. Rows \
            keep their order. What was accepted before is recognised, so a run that was cut short is simply run again.

            Examples:
              penstock import completions.csv --type course.completed --column points=score --dry-run
              penstock import completions.csv --source lms --hook course.completed
              penstock import history-2024.ndjson history-2025.ndjson
              zcat history.ndjson.gz | penstock import - --name "before the move"

            Exit codes: 0 all rows are in, 1 some are not or it was stopped, 2 wrong usage.
            """
    )

    @Argument(help: ArgumentHelp("Files, or - for standard input.", valueName: "file"), completion: .file())
    var files: [String]

    @OptionGroup var mapping: ImportMappingOptions

    @Option(
        help: ArgumentHelp(
            "What the events are marked with, in `penstockimport`. (default: the name of the file)",
            valueName: "name"
        )
    )
    var name: String?

    @Flag(name: .customLong("dry-run"), help: "Map and check every row, and store nothing.")
    var isDry = false

    @Option(help: ArgumentHelp("Stop once so many rows were not taken.", valueName: "rows"))
    var stopAfter = 20

    @Flag(help: "Go on however many rows are not taken.")
    var continueOnError = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard stopAfter > 0 else { throw ValidationError("--stop-after takes a number above zero") }
        guard files.count(where: { $0 == "-" }) <= 1 else { throw ValidationError("standard input is read once only") }
        guard (name?.utf8.count ?? 1) <= ImportMark.longestName else {
            throw ValidationError("--name has at most \(ImportMark.longestName) bytes")
        }
    }

    func run() async throws {
        let histories = try files.map { try HistoryFile($0, format: mapping.format) }
        for file in histories { try mapping.check(file) }
        let progress = ImportProgress(.error, sizes: histories.map(\.size))
        var run = ImportRun(
            client: try server.client(),
            mapping: mapping,
            name: name,
            isDry: isDry,
            mostRefused: continueOnError ? nil : stopAfter,
            progress: progress
        )
        let failure = await run.load(histories)
        progress.clear()
        // A slip in what was asked for is told as such; nothing was sent then.
        if let failure = failure as? ValidationError { throw failure }
        let report = ImportReport(run.tally, isDry: isDry, isStopped: run.isStopped, seconds: run.seconds)
        if output.isJSON {
            Terminal.output.write(json: report.json)
        } else {
            Terminal.output.write(report.text)
        }
        if let failure { throw failure }
        guard run.tally.refused == 0, !run.isStopped else { throw CommandFailure.silent }
    }
}
