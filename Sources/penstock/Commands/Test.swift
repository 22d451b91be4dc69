internal import ArgumentParser
internal import Foundation
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines

struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the tests of pipelines and sources: the real plugins, and everything but the wire.",
        discussion: """
            Needs no server and no network. Tests stand in a pipeline's document under `tests:`, or in NAME.test.yaml \
            beside it; those of DIR/cookbook are run too, and those of sources in sources/NAME.test.yaml. References get their \
            values from the test alone.

            Examples:
              penstock test pipelines
              penstock test pipelines --pipeline hr-webhook --watch
              penstock test pipelines --source axis
              penstock test pipelines --junit results.xml
              penstock test pipelines --record evt_k3f9x2pq_12

            Exit codes: 0 all pass, 1 one fails, 2 wrong usage, 78 the directory cannot be read.
            """
    )

    @Argument(help: ArgumentHelp("The pipelines directory.", valueName: "dir"))
    var directory = "pipelines"

    @Option(help: ArgumentHelp("Run the tests of this pipeline only.", valueName: "name"))
    var pipeline: String?

    @Option(help: ArgumentHelp("Run the tests of this source only.", valueName: "name"))
    var source: String?

    @Option(help: ArgumentHelp("Run the tests whose name contains this.", valueName: "text"))
    var filter: String?

    @Flag(help: "Write the files that `recorded:` names, in place of comparing with them.")
    var update = false

    @Flag(help: "Run them again whenever a file changes, until Control-C.")
    var watch = false

    @Flag(name: .shortAndLong, help: "Name the tests that pass too.")
    var verbose = false

    @Option(help: ArgumentHelp("Write the results as JUnit XML too.", valueName: "file"))
    var junit: String?

    @Option(
        help: ArgumentHelp(
            "Write a test of this event of a running server, for each of its pipelines.",
            valueName: "event"
        )
    )
    var record: String?

    @OptionGroup var plugins: PluginOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !watch || (junit == nil && !output.isJSON) else {
            throw ValidationError("--watch is for a terminal; it does not go with --json or --junit")
        }
        guard record == nil || (!watch && !update && junit == nil) else {
            throw ValidationError("--record goes with neither --watch, --update nor --junit")
        }
    }

    func run() async throws {
        if let record {
            return try await TestRecorder(directory: directory.withoutTrailingSlashes, client: try server.client())
                .record(record, of: pipeline)
        }
        guard !watch else { return try await TestWatch(directory: directory) { try once() }.run() }
        try once()
    }

    /// The directory's ground, and that of the recipes below it, which is mostly the same.
    private func grounds() throws -> [PipelineGround] {
        let flags = Settings.Flags(plugins: plugins.directories)
        let ground = try PipelineGround(directory, flags: flags)
        let cookbook = ground.directory + "/cookbook"
        guard FileManager.default.fileExists(atPath: cookbook) else { return [ground] }
        return [ground, try ground.shared(with: cookbook) ?? PipelineGround(cookbook, flags: flags)]
    }

    private func once() throws {
        var outcomes: [TestOutcome] = []
        var untested: [String] = []
        let writer = TestWriter(terminal: .output, isVerbose: verbose)
        for ground in try grounds() {
            let (set, diagnostics) = ground.pipelines(lookup: .nowhere, configures: false, readsTests: true)
            let all = ground.diagnostics + diagnostics
            guard let set, !all.hasErrors else {
                all.write(to: .error)
                throw CommandFailure.badConfiguration
            }
            all.filter { $0.severity == .warning }.write(to: .error)
            untested += set.pipelines.map(\.name).filter { name in !set.tests.contains { $0.pipeline == name } }
            untested += set.sources.sources.map(\.name)
                .filter { name in !set.sourceTests.contains { $0.source == name } }.map { "sources/\($0)" }
            func isWanted(_ test: TestIdentity) -> Bool {
                let owners = [(pipeline, TestIdentity.Kind.pipeline), (source, .source)].filter { $0.0 != nil }
                let isOwned = owners.isEmpty || owners.contains { $0.0 == test.owner && $0.1 == test.kind }
                return isOwned && (filter.map { test.name.contains($0) } ?? true)
            }
            func note(_ outcome: TestOutcome) {
                outcomes.append(outcome)
                if !output.isJSON { writer.write(outcome) }
            }
            TestRunner(ground: ground, updates: update)
                .run(set.tests.filter { isWanted(TestIdentity($0)) }, of: set, each: note)
            SourceTestRunner(ground: ground).run(set.sourceTests.filter { isWanted(TestIdentity($0)) }, each: note)
        }
        try conclude(outcomes, untested: isSelective ? [] : untested, writer)
    }

    /// Whether some tests are left out.
    private var isSelective: Bool { pipeline != nil || source != nil || filter != nil }

    private func conclude(_ outcomes: [TestOutcome], untested: [String], _ writer: TestWriter) throws {
        let isPassed = outcomes.allSatisfy(\.isPassed)
        if let junit {
            do {
                try Data(JUnitReport(outcomes: outcomes).text.utf8).write(to: URL(filePath: junit))
            } catch {
                throw CommandFailure("\(junit) cannot be written: \(error.localizedDescription)")
            }
        }
        if output.isJSON {
            Terminal.output.write(
                json: .object(["passed": .bool(isPassed), "tests": .array(outcomes.map(\.json))])
            )
        } else {
            writer.writeSummary(outcomes, untested: untested)
        }
        if outcomes.isEmpty, isSelective {
            throw CommandFailure("no test is of that \(source == nil ? "pipeline" : "source") or has such a name")
        }
        guard isPassed else { throw CommandFailure.silent }
    }
}
