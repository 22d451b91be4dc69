internal import ArgumentParser
internal import Foundation
internal import PenstockCore
internal import PenstockEngine
internal import PenstockPipelines
internal import PenstockPlugins

struct LinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "Send one request to a link and show all there is to see of it.",
        discussion: """
            Needs no server. The request goes through the transport 'http', as deliveries do, and is marked as a test \
            (webhook-test: true). Shown are the address, how long each part took, TLS and the certificates, also those \
            that are not accepted, the answer, and what would have become of a delivery. Redirects are not followed.

            A URL may lead to private addresses only where egress.allow of penstock.yaml or --allow says so. The link \
            of a pipeline is what its document says, with its headers, credentials and TLS, not signed; fields in it \
            are filled from the sample of a type that it takes.

            Examples:
              penstock link https://hr.example.com/hooks
              penstock link --pipeline hr-webhook --timeout 5s
              penstock link http://127.0.0.1:8080/hooks --allow 127.0.0.1 --header 'X-Course: Safety' --body '{}'

            Exit codes: 0 a delivery would have been delivered, 1 it would not, 2 wrong usage, 78 something is wrong in \
            the directory.
            """
    )

    @Argument(help: ArgumentHelp("Where to send, http or https.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("Test the link of this pipeline.", valueName: "name"))
    var pipeline: String?

    @Option(help: ArgumentHelp("POST, PUT, PATCH, DELETE or GET. (default: as a delivery)", valueName: "method"))
    var method: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A header to send, such as 'X-Course: Safety'; may be given again.", valueName: "line")
    )
    var header: [String] = []

    @Option(
        help: ArgumentHelp(
            "The body, or @ and a file. (default: an event of the type \(LinkRequest.eventType))",
            valueName: "text"
        )
    )
    var body: String?

    @Option(help: ArgumentHelp("How long it may take, at most 30s.", valueName: "time"))
    var timeout = "30s"

    @Option(
        name: .customLong("ca-file"),
        help: ArgumentHelp("The authorities to trust in place of the machine's, in PEM form.", valueName: "file"),
        completion: .file()
    )
    var authorities: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Let the URL lead to this private host or network; may be given again.", valueName: "host")
    )
    var allow: [String] = []

    @Option(name: .customLong("dir"), help: ArgumentHelp("The pipelines directory.", valueName: "dir"))
    var directory = "pipelines"

    @OptionGroup var plugins: PluginOptions
    @OptionGroup var output: OutputOptions

    /// More is no webhook.
    private static let bodyLimit = 1 << 20

    func validate() throws {
        guard (url == nil) != (pipeline == nil) else { throw ValidationError("give a URL, or --pipeline and a name") }
        guard pipeline == nil || (authorities == nil && allow.isEmpty) else {
            throw ValidationError("--ca-file and --allow are of a URL; a pipeline says itself whom it trusts")
        }
        do throws(LinkRefusal) {
            var link = try request()
            // Not read yet: standard input can be read once.
            link.body = body.map { _ in [] }
            try link.check()
        } catch {
            throw ValidationError(error.message)
        }
        var list = EgressAllowList()
        for entry in allow where !list.add(entry) {
            throw ValidationError(
                "'\(entry.printable)' is no host such as hr.internal, and no network such as 10.20.0.0/16"
            )
        }
    }

    func run() async throws {
        do {
            var link = try request()
            link.body = try givenBody()
            let ground = try PipelineGround(directory, flags: Settings.Flags(plugins: plugins.directories))
            let open = try OpenLink(
                link,
                types: ground.stageTypes,
                pipelines: try pipelines(of: ground),
                catalog: ground.catalog,
                now: .now
            )
            let report = await open.send()
            open.close()
            let json = report.json
            if output.isJSON {
                Terminal.output.write(json: json)
            } else {
                LinkText(terminal: .output).write(json)
            }
            if !report.isDelivered { throw CommandFailure.silent }
        } catch let refusal as LinkRefusal {
            throw CommandFailure("nothing was sent: \(refusal.message)")
        }
    }

    // MARK: - What is sent

    /// All of it but the body.
    private func request() throws(LinkRefusal) -> LinkRequest {
        var link = LinkRequest(pipeline.map { .pipeline($0) } ?? .url(url ?? ""))
        link.method = method?.uppercased()
        for line in header { link.headers.append(try LinkRequest.header(line)) }
        link.timeout = try LinkRequest.timeout(timeout)
        link.certificateAuthorities = authorities
        for entry in allow { _ = link.egress.add(entry) }
        return link
    }

    private func givenBody() throws -> [UInt8]? {
        guard let body, body.hasPrefix("@") else { return body.map { Array($0.utf8) } }
        return try GivenFile.bytes(String(body.dropFirst()), limit: Self.bodyLimit)
    }

    private func pipelines(of ground: PipelineGround) throws -> PipelineSet {
        guard let pipeline else { return PipelineSet([], digest: "") }
        let (set, problems) = ground.pipelines(
            lookup: .environment(ProcessInfo.processInfo.environment),
            only: [pipeline]
        )
        let diagnostics = ground.diagnostics + problems
        guard let set, !diagnostics.hasErrors else {
            diagnostics.filter { $0.severity == .error }.write(to: .error)
            throw CommandFailure.badConfiguration
        }
        return set
    }
}
