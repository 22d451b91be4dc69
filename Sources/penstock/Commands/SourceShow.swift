internal import ArgumentParser
internal import PenstockCore
internal import PenstockJSON

struct SourceShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a source: what it takes, which events it makes, how it fares, and what it has learned last.",
        discussion: """
            Asks the running server. Where none answers, what the directory says of the source is shown.

            Examples:
              penstock source show axis
              penstock source show axis --learned 5

            Exit codes: 0 fine, 1 there is no such source, 2 wrong usage, 78 the directory cannot be read.
            """
    )

    @Argument(help: ArgumentHelp("The source.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("Show this many of the requests that it has learned, newest first.", valueName: "count"))
    var learned = 0

    @OptionGroup var server: ServerOptions
    @OptionGroup var directory: DirectoryOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (0...100).contains(learned) else { throw ValidationError("--learned is a number from 0 to 100") }
    }

    func run() async throws {
        let known = try await KnownSources(server: server, directory: directory).read()
        guard let source = known.sources.first(where: { $0["name"]?.stringValue == name }) else {
            let hint = nearest(name, in: known.sources.compactMap { $0["name"]?.stringValue })
            throw CommandFailure("there is no source '\(name)'" + (hint.map { "; is '\($0)' meant?" } ?? ""))
        }
        let requests = known.isRunning && learned > 0 ? try await learnedRequests() : []
        guard !output.isJSON else {
            var json = source.objectValue ?? [:]
            if learned > 0 { json["learned_requests"] = .array(requests) }
            return Terminal.output.write(json: .object(json))
        }
        write(source, isRunning: known.isRunning)
        for request in requests { write(learned: request) }
    }

    private func learnedRequests() async throws -> [JSONValue] {
        try await server.client()
            .get(["v1", "sources", name, "learned"], query: [("limit", "\(learned)")]).elements("items")
    }

    private func write(_ source: JSONValue, isRunning: Bool) {
        let terminal = Terminal.output
        var facts: [(String, String?)] = [
            ("path", source.shown("path")), ("description", source.shown("description")),
            ("methods", source.elements("methods").compactMap(\.stringValue).joined(separator: ", ")),
            ("verified by", source.shown("verify")), ("zone", source.shown("zone")),
            ("what cannot be mapped", source["learn"] == true ? "is kept and answered 202" : "is answered 422"),
            ("expected every", source.shown("expect_every")),
        ]
        if isRunning {
            facts += [
                ("last verified", source.shown("last_verified") ?? "never"),
                ("last event", source.shown("last_event") ?? "never"), ("learned", source.shown("learned")),
            ]
        }
        terminal.write(terminal.styled(name, .bold) + (source["enabled"] == false ? " (disabled)" : "") + "\n")
        for (title, value) in facts {
            guard let value, !value.isEmpty else { continue }
            terminal.write("  \(title.padded(to: 22))\(value.printable)\n")
        }
        for refused in source.elements("refused") {
            let text = refused.shown("last_text").map { ": \($0)" } ?? ""
            terminal.write(
                "  " + terminal.styled("refused \(refused.shown("count") ?? "0")", .yellow)
                    + " \((refused.shown("reason") ?? "").printable), last \(refused.shown("last_at") ?? "")"
                    + "\(text.printable)\n"
            )
        }
        terminal.write("  events\n")
        for event in source.elements("events") {
            terminal.write(
                "    \((event.shown("type") ?? "").printable)  when \((event.shown("when") ?? "").printable)\n"
            )
        }
    }

    private func write(learned request: JSONValue) {
        let terminal = Terminal.output
        let head = "\(request.shown("id") ?? "") \(request.shown("at") ?? "")"
        terminal.write("\n\(terminal.styled(head, .bold))\n  \((request.shown("reason") ?? "").printable)\n")
        let text = (request["request"] ?? .null).prettyText
        for line in text.split(separator: "\n") { terminal.write("  \(String(line).printable)\n") }
    }
}
