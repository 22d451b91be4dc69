internal import ArgumentParser
internal import Foundation
internal import PenstockJSON

struct DirectoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "directory",
        abstract: "Show what events have told of people: the rows that lookup finds with 'from: events'.",
        discussion: """
            Talks to a running server. The catalog says which events feed a directory (`directory: { key: … }`, as \
            user.added); a row is the data of the newest event about its key.

            Examples:
              penstock directory
              penstock directory learner1 --json
            """
    )

    @Argument(help: ArgumentHelp("What the row is found by; without it, the rows by their keys.", valueName: "key"))
    var key: String?

    @Option(help: ArgumentHelp("The directory's name, `as` in the catalog.", valueName: "name"))
    var name = "people"

    @Option(help: ArgumentHelp("How many rows to list.", valueName: "rows"))
    var limit = 50

    @Option(help: ArgumentHelp("List what comes behind this key.", valueName: "key"))
    var after: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...500).contains(limit) else { throw ValidationError("--limit takes a number from 1 to 500") }
        if key != nil, after != nil { throw ValidationError("--after is for a list, and a key names one row") }
    }

    func run() async throws {
        let client = try server.client()
        let path = ["v1", "directory", name]
        if let key { return show(try await client.get(path + [key])) }
        let page = try await client.get(path, query: [("limit", "\(limit)"), ("after", after)])
        if output.isJSON { return Terminal.output.write(json: page) }
        list(page)
    }

    private func show(_ row: JSONValue) {
        if output.isJSON { return Terminal.output.write(json: row) }
        var facts = Facts()
        for (name, value) in row["row"]?.objectValue ?? [:] { facts.add(name, value.shown) }
        facts.add("told at", row.shown("accepted_at"))
        Terminal.output.write(facts.rendered(for: .output))
    }

    private func list(_ page: JSONValue) {
        let rows = page.elements("items")
        guard !rows.isEmpty else { return Terminal.output.write("No event has told '\(name.printable)' of anybody.\n") }
        var table = Table([.init(title: "key"), .init(title: "told at"), .init(title: "row", canShrink: true)])
        for row in rows {
            table.add([
                Table.Cell(row.shown("key")), Table.Cell(row.shown("accepted_at")), Table.Cell(row.shown("row")),
            ])
        }
        Terminal.output.write(table.rendered(for: .output))
        guard let next = page.shown("next") else { return }
        Terminal.error.write("There are more: --after \(next.printable.quotedForShell)\n")
    }
}
