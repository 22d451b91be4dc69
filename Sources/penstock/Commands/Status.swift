internal import ArgumentParser
internal import PenstockCore
internal import PenstockJSON

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what needs a person now, and what is still to be delivered.",
        discussion: """
            Talks to a running server.

            Example:
              penstock status --server http://127.0.0.1:8080

            Exit codes: 0 nothing needs a person, 1 something does or no server answers, 2 wrong usage.
            """
    )

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let status = try await server.client().get(["v1", "status"])
        let needsAttention = status["needs_attention"]?.boolValue ?? true
        if output.isJSON { Terminal.output.write(json: status) } else { show(status) }
        if needsAttention { throw CommandFailure.silent }
    }

    private func show(_ status: JSONValue) {
        let terminal = Terminal.output
        let started = status.shown("started_at")?.shortTime ?? "?"
        let state = status["ready"]?.boolValue == true ? "takes events" : "takes no events now"
        let revision = status.shown("revision").map { ", revision \($0)" } ?? ""
        terminal.write("penstock \(status.shown("version") ?? "?") \(state), since \(started)\(revision)\n")
        let concerns = status.elements("attention")
        for concern in concerns {
            terminal.write(terminal.styled("! ", .red) + (concern.shown("text") ?? "").printable + "\n")
        }
        if concerns.isEmpty { terminal.write(terminal.styled("nothing needs a person", .green) + "\n") }

        if let disk = status["disk"], let free = disk.bytes("free"), let file = disk.bytes("file") {
            terminal.write(terminal.styled("\(free) free on the disk, the store has \(file)", .dim) + "\n")
        }

        let counts = ["pending", "waiting", "in_flight", "dead", "held"]
        let pipelines = status.elements("pipelines").filter { pipeline in
            pipeline["hold"] != nil || counts.contains { pipeline.shown($0) ?? "0" != "0" }
        }
        guard !pipelines.isEmpty else { return terminal.write("nothing is left to deliver\n") }
        var table = Table(
            [.init(title: "pipeline", canShrink: true)]
                + ["pending", "waiting", "in flight", "dead", "held"].map { .init(title: $0, isNumber: true) }
                + [.init(title: "oldest")]
        )
        for pipeline in pipelines {
            table.add(
                [.init(pipeline.shown("name"))]
                    + ["pending", "waiting", "in_flight"].map { Table.Cell(pipeline.shown($0)) }
                    + ["dead", "held"].map { Table.Cell(pipeline.shown($0), pipeline.shown($0) == "0" ? nil : .red) }
                    + [.init(pipeline.shown("oldest")?.shortTime)]
            )
        }
        terminal.write("\n" + table.rendered(for: terminal))
    }
}

extension JSONValue {
    /// A member that is a number of bytes, for people.
    fileprivate func bytes(_ key: String) -> String? { self[key]?.numberValue?.int64?.binarySize }
}
