internal import ArgumentParser
internal import Foundation
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockSources

struct SourceTry: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try",
        abstract: "Run a recorded request through a source, and show every step of what would come of it.",
        discussion: """
            Needs no server, and stores nothing. FILE holds the request as HTTP/1.1 sends it (request line, headers, an \
            empty line, body), or as YAML in the form of a test's `request`. The request line says which source it is for; \
            --source says so otherwise. Secrets come from the environment and from DIR/.env; --unverified needs none.

            Examples:
              penstock source try requests/axis-1.http
              penstock source try request.yaml --source axis --unverified
              penstock source try old.http --at 2026-03-04T10:00:00Z --json

            Exit codes: 0 it would become events, 1 it would not, 2 wrong usage, 78 the directory cannot be read.
            """
    )

    @Argument(help: ArgumentHelp("The file with the request.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The source, where the request does not say which.", valueName: "name"))
    var source: String?

    @Option(help: ArgumentHelp("When it arrives; now where it is left out.", valueName: "time"))
    var at: String?

    @Flag(help: "Let it pass without verifying it; what would verify it is cut out all the same.")
    var unverified = false

    @OptionGroup var directory: DirectoryOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard at.map({ Timestamp($0) != nil }) ?? true else {
            throw ValidationError("--at takes a time such as 2026-03-04T10:00:00Z")
        }
    }

    func run() throws {
        let request = try read()
        guard let name = source ?? request.source else {
            throw CommandFailure("the request does not say for which source it is; --source does")
        }
        let ground = try PipelineGround(directory.directory, flags: directory.flags)
        let environment = ProcessInfo.processInfo.environment
        let (sources, problems) = ground.sources(lookup: unverified ? .nowhere : .environment(environment))
        guard let source = sources[name] else {
            let all = ground.diagnostics + problems
            if all.hasErrors {
                all.write(to: .error)
                throw CommandFailure.badConfiguration
            }
            let hint = nearest(name, in: sources.sources.map(\.name)).map { "; is '\($0)' meant?" } ?? ""
            throw CommandFailure("there is no source '\(name)' in \(ground.directory)/sources\(hint)")
        }
        let trial = SourceTrial.run(
            request,
            through: source,
            catalog: ground.catalog,
            at: at.flatMap { Timestamp($0) } ?? EngineClock.system().wall(),
            isTrusted: unverified
        )
        if output.isJSON {
            Terminal.output.write(json: trial.json(of: source))
        } else {
            SourceTrialText(terminal: .output, source: source).write(trial)
        }
        if trial.events.isEmpty, trial.echo == nil, trial.status != 202 || trial.isLearned {
            throw CommandFailure.silent
        }
    }

    /// More than any server takes as a body by default.
    private static let limit = 16 << 20

    private func read() throws -> InboundRequest {
        let bytes = try GivenFile.bytes(file, limit: Self.limit)
        guard file.hasSuffix(".yaml") || file.hasSuffix(".yml") else {
            do throws(RecordingFault) {
                return try InboundRequest(wire: bytes)
            } catch {
                throw CommandFailure("'\(file)' holds no request: \(error.text)")
            }
        }
        let folder = URL(filePath: file).deletingLastPathComponent().path(percentEncoded: false)
        let (request, diagnostics) = InboundRequest.read(yaml: bytes, file: file, in: folder)
        diagnostics.write(to: .error)
        guard let request, !diagnostics.hasErrors else { throw CommandFailure.badConfiguration }
        return request
    }
}
