internal import ArgumentParser
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines

struct SourceList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the sources: what each was sent last, what it refused, and what it has learned.",
        discussion: """
            Asks the running server. Where none answers, the sources of the directory are listed, of which nothing else is \
            known then.

            Example:
              penstock source list

            Exit codes: 0 fine, 1 what answers is no Penstock, 2 wrong usage, 78 the directory cannot be read.
            """
    )

    @OptionGroup var server: ServerOptions
    @OptionGroup var directory: DirectoryOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let known = try await KnownSources(server: server, directory: directory).read()
        guard !output.isJSON else {
            return Terminal.output.write(json: .object(["items": .array(known.sources)]))
        }
        guard !known.sources.isEmpty else { return Terminal.output.write("no sources\n") }
        var table = Table([
            .init(title: "source"), .init(title: "last verified"), .init(title: "last event"),
            .init(title: "refused", canShrink: true), .init(title: "learned", isNumber: true),
            .init(title: "verified by", canShrink: true),
        ])
        for source in known.sources {
            let isEnabled = source["enabled"] != false
            let refused = source.elements("refused").map { "\($0.shown("count") ?? "") \($0.shown("reason") ?? "")" }
            table.add([
                .init(source.shown("name"), isEnabled ? nil : .dim),
                .init(isEnabled ? source.shown("last_verified") ?? (known.isRunning ? "never" : nil) : "disabled"),
                .init(source.shown("last_event")), .init(refused.joined(separator: ", "), .yellow),
                .init(source["learned"] == 0 ? nil : source.shown("learned")), .init(source.shown("verify")),
            ])
        }
        Terminal.output.write(table.rendered(for: .output))
        if !known.isRunning { Terminal.output.write("\nno server answers; these are the sources of the directory\n") }
    }
}

/// The sources as a running server knows them, or else as they stand in the directory.
struct KnownSources {
    let server: ServerOptions
    let directory: DirectoryOptions

    func read() async throws -> (sources: [JSONValue], isRunning: Bool) {
        do {
            return (try await server.client().get(["v1", "sources"]).elements("items"), true)
        } catch let failure as CommandFailure where failure.isNoServer {
            let read = try directory.load()
            guard let pipelines = read.pipelines, !read.diagnostics.hasErrors else {
                read.diagnostics.write(to: .error)
                throw CommandFailure.badConfiguration
            }
            return (pipelines.sources.sources.map(\.json), false)
        }
    }
}

extension Source {
    /// What its file says of it, in the words of the API.
    fileprivate var json: JSONValue {
        .known([
            "name": .string(name), "description": JSONValue(description), "enabled": .bool(isEnabled),
            "path": .string(path), "methods": .array(methods.map { .string($0) }),
            "verify": .string(verification.summary), "zone": .string(zone.name),
            "events": .array(rules.map { ["when": .string($0.condition), "type": .string($0.type)] }),
            "learn": .bool(learns), "expect_every": JSONValue(expected?.text), "file": .string(position.file),
        ])
    }
}
