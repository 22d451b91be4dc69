internal import ArgumentParser
internal import PenstockCore
internal import PenstockJSON

struct Reload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Let a running server read its pipelines directory again: pipelines, sources, catalog, settings, plugins.",
        discussion: """
            The server reads and checks all of it aside, then changes to it as a whole. When something is wrong, it is \
            printed as `check` does, and what ran before goes on. What is under way ends as it began; what waits goes \
            out as the pipelines say now. SIGHUP does the same. `penstock diff` looks first.

            Example:
              penstock reload

            Exit codes: 0 reloaded, 1 no server answers or it could not, 2 wrong usage, 78 something is wrong in the \
            directory.
            """
    )

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await ReloadRequest(client: try server.client(), isTrial: false).run(output)
    }
}

struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what `penstock reload` would change, and how many deliveries wait there.",
        discussion: """
            The running server reads and checks its pipelines directory, and changes nothing.

            Example:
              penstock diff

            Exit codes: 0 it could be reloaded, 1 no server answers or it could not, 2 wrong usage, 78 something is \
            wrong in the directory.
            """
    )

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await ReloadRequest(client: try server.client(), isTrial: true).run(output)
    }
}

/// Asks for a reload and prints what comes of it.
private struct ReloadRequest {
    let client: Client
    let isTrial: Bool

    /// Seconds: a large directory is read, and its plugins configure every stage of it.
    private static let patience = 600.0

    func run(_ output: OutputOptions) async throws {
        do {
            let answer = try await client.post(
                ["v1", "reload"],
                JSONValue.object(["dry_run": .bool(isTrial)]).serialized(),
                patience: Self.patience
            )
            if output.isJSON { Terminal.output.write(json: answer) } else { show(answer) }
        } catch let problem as APIProblem {
            let consequence = isTrial ? "it could not be reloaded" : "not reloaded, and what ran before goes on"
            try problem.throwDiagnostics(isJSON: output.isJSON, consequence)
        }
    }

    private func show(_ answer: JSONValue) {
        let diagnostics = answer.elements("diagnostics").map(Diagnostic.init)
        diagnostics.write(to: .error)
        let terminal = Terminal.output
        let pipelines = answer.elements("pipelines")
        let rows =
            pipelines.map { ($0, "name") } + answer.elements("plugins").map { ($0, "file") }
            + answer.elements("sources").map { ($0, "name") }
        if !rows.isEmpty {
            var table = Table([
                .init(title: "change"), .init(title: "what", canShrink: true), .init(title: "deliveries"),
            ])
            for (row, name) in rows {
                table.add([.init(row.shown("change")), .init(row.shown(name)), .init(waiting(row))])
            }
            terminal.write(table.rendered(for: terminal))
        }
        let timers = answer.elements("timers")
        for change in timers { terminal.write(Self.sentence(change)) }
        for sentence in answer.elements("needs_restart").compactMap(\.stringValue) {
            terminal.write("needs a restart: \(sentence.printable)\n")
        }
        let unchanged = answer["unchanged"]?.numberValue?.int64.map { Int($0) } ?? 0
        let rest = counted(unchanged, "pipeline stays as it is", "pipelines stay as they are")
        let head = rows.isEmpty && timers.isEmpty ? "nothing changes" : isTrial ? "this would change" : "reloaded"
        let revision = answer.shown("revision").map { "; revision \($0)" } ?? ""
        terminal.write("\(head); \(rest)\(revision)\n")
    }

    /// `timers of certification.certified: 3 added, 12 moved, 1 dropped`.
    private static func sentence(_ change: JSONValue) -> String {
        let counts = ["added", "moved", "dropped"].compactMap { name in
            change.shown(name).flatMap { $0 == "0" ? nil : "\($0) \(name)" }
        }
        let least = change["complete"] == false ? "at least " : ""
        let type = (change.shown("type") ?? "?").printable
        return "timers of \(type): \(least)\(counts.isEmpty ? "0 moved" : counts.joined(separator: ", "))\n"
    }

    /// `12 wait`; nil where nothing does.
    private func waiting(_ row: JSONValue) -> String? {
        let count = ["pending", "waiting"].reduce(0) { $0 + (row[$1]?.numberValue?.int64 ?? 0) }
        return count == 0 ? nil : "\(count) \(count == 1 ? "waits" : "wait")"
    }
}
