internal import ArgumentParser
internal import PenstockServer

/// `penstock api`.
struct API: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api",
        abstract: "Print the description of the HTTP API, an OpenAPI 3.1 document.",
        discussion: """
            Needs no server; a running one answers the same at /openapi.json, and as a page at /api.

            Examples:
              penstock api > openapi.json
              penstock api --problems > problems.md

            Exit codes: 0 fine, 2 wrong usage.
            """
    )

    @Flag(help: "Print the kinds of problems that the API answers, as Markdown.")
    var problems = false

    func run() {
        if problems { return Terminal.output.write(ProblemList.markdown) }
        Terminal.output.write(json: APIDocument(version: Penstock.version).json)
    }
}
