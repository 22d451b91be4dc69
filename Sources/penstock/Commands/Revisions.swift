internal import ArgumentParser
internal import PenstockJSON

struct Revisions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the revisions of the pipelines, or print the documents of one as they were.",
        discussion: """
            Talks to a running server. Every set of pipelines that ran has a number; events, deliveries and attempts \
            show the one they went through. Secrets that stood in a document in the open are printed as ***, and \
            references are not resolved.

            Examples:
              penstock revisions
              penstock revisions 7 --pipeline hr-webhook
              penstock revisions running --against 7
            """
    )

    @Argument(help: ArgumentHelp("The revision to print: its number, or `running`.", valueName: "number"))
    var id: String?

    @Option(help: "Only the document of this pipeline.")
    var pipeline: String?

    @Option(help: ArgumentHelp("Print what is different from this revision.", valueName: "number"))
    var against: String?

    @OptionGroup var page: PageOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard id != nil || (pipeline == nil && against == nil) else {
            throw ValidationError("--pipeline and --against need a revision, as in `penstock revisions running`")
        }
        guard against == nil || !output.isJSON else {
            throw ValidationError("--against prints a difference of texts, and has no --json")
        }
    }

    func run() async throws {
        let client = try server.client()
        guard let id else { return try await list(client) }
        let revision = try await client.get(
            ["v1", "revisions", id],
            query: [("pipeline", against == nil ? pipeline : nil)]
        )
        guard let against else {
            guard !output.isJSON else { return Terminal.output.write(json: revision) }
            return Terminal.output.write(Self.documents(revision))
        }
        let old = try await client.get(["v1", "revisions", against])
        Terminal.output.write(difference(from: old, to: revision))
    }

    private func list(_ client: Client) async throws {
        let answer = try await client.get(["v1", "revisions"], query: page.query)
        guard !output.isJSON else { return Terminal.output.write(json: answer) }
        var table = Table([
            .init(title: "revision", isNumber: true), .init(title: "adopted"),
            .init(title: "pipelines", isNumber: true), .init(title: ""),
        ])
        for revision in answer.elements("items") {
            let isRunning = revision["running"]?.boolValue == true
            table.add([
                .init(revision.shown("revision")), .init(revision.shown("adopted_at")?.shortTime),
                .init(revision.shown("pipeline_count")), .init(isRunning ? "running" : "", .green),
            ])
        }
        table.write(answer, none: "no revisions")
    }

    /// The documents, divided as in a file; a remark where one was not kept.
    private static func documents(_ revision: JSONValue) -> String {
        revision.elements("pipelines").map { pipeline in
            pipeline["text"]?.stringValue ?? "# \(pipeline.shown("name") ?? ""): \(notKept)\n"
        }.joined(separator: "---\n")
    }

    private static let notKept = "not kept, because an older version adopted this revision"

    private func difference(from old: JSONValue, to new: JSONValue) -> String {
        let (before, after) = (Self.texts(old), Self.texts(new))
        let names = Set(before.keys).union(after.keys).filter { pipeline == nil || $0 == pipeline }.sorted()
        func head(_ revision: JSONValue, _ name: String) -> String {
            "revision \(revision.shown("revision") ?? "?")/\(name)"
        }
        return names.map { name in
            DocumentDifference(
                from: before[name] ?? "",
                head(old, name),
                to: after[name] ?? "",
                head(new, name)
            ).rendered(for: .output)
        }.joined()
    }

    private static func texts(_ revision: JSONValue) -> [String: String] {
        let pairs = revision.elements("pipelines").compactMap { pipeline in
            pipeline.shown("name").map { ($0, pipeline["text"]?.stringValue ?? "# \(notKept)\n") }
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
}
