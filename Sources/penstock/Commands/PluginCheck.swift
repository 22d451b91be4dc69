internal import ArgumentParser
internal import Foundation
internal import PenstockConformance
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPlugins

struct PluginCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Try a plugin file out against the rules of the plugin interface.",
        discussion: """
            Needs no server. Every test runs in a process of its own with a deadline, so a crash or a hang is a result. \
            Configurations come from the `examples` of the plugin's schemas. A transport is tried against a server in \
            the same process, with the first example that sends to 127.0.0.1; nothing leaves this machine.

            Examples:
              penstock plugin check libEnvelope.so
              penstock plugin check libEnvelope.so --only bodies --only rounds --seed 42
              penstock plugin check libEnvelope.so --isolated
              penstock plugin check --list

            Exit codes: 0 all tests passed (warnings are allowed), 1 a test failed, 2 wrong usage.
            """
    )

    @Argument(help: ArgumentHelp("The plugin's shared library.", valueName: "file"))
    var file: String?

    @Option(name: .long, parsing: .singleValue, help: "Run only this test; may be given again.")
    var only: [String] = []

    @Option(name: .long, help: "Repeat the random choices of an earlier run.")
    var seed: UInt64?

    @Option(
        name: .long,
        help: ArgumentHelp("A configuration to use before the schema's examples: JSON, or a file.", valueName: "json")
    )
    var config: String?

    @Option(name: .long, help: ArgumentHelp("How long one test may take.", valueName: "seconds"))
    var timeout = 60

    @Flag(name: .long, help: "Fewer rounds, fewer random configurations, fewer attempts in flight.")
    var quick = false

    @Flag(name: .long, help: "Ask its stage types in penstock-worker, as the host runs a stranger's plugin.")
    var isolated = false

    @Flag(name: .long, help: "List the tests, and run none.")
    var list = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard list || file != nil else { throw ValidationError("name the plugin's file, or use --list") }
        guard timeout > 0 else { throw ValidationError("--timeout is at least one second") }
        let ids = ConformanceTest.all.map(\.id)
        for id in only where !ids.contains(id) {
            let hint = nearest(id, in: ids).map { "is '\($0)' meant?" } ?? "--list shows those there are"
            throw ValidationError("there is no test '\(id)'; \(hint)")
        }
        _ = try configuration()
    }

    func run() throws {
        guard let file, !list else { return writeList() }
        let path = URL(fileURLWithPath: file).path
        guard FileManager.default.fileExists(atPath: path) else { throw CommandFailure("there is no file \(file)") }
        var check = ConformanceCheck(
            command: [PluginFinder.executable, "plugin", PluginCheckCase.configuration.commandName ?? ""],
            file: path,
            seed: seed ?? .random(in: 0..<1_000_000)
        )
        check.only = Set(only)
        check.effort = quick ? .quick : .full
        check.isIsolated = isolated
        check.configuration = try configuration()
        check.seconds = timeout
        let line = StepLine(.error)
        let writer = CheckWriter(.output, isQuiet: output.isJSON)
        let report = try check.run(
            progress: { now in
                let name = now.stage.map { "\(now.test) of \($0)" } ?? now.test
                line.show(name, done: now.done, of: now.total)
            },
            finished: { result in
                line.clear()
                writer.write(result)
            }
        )
        if output.isJSON { Terminal.output.write(json: report.json) } else { writer.writeEnd(of: report) }
        guard report.isConformant else { throw CommandFailure.silent }
    }

    private func configuration() throws -> JSONValue? {
        guard let config else { return nil }
        let isText = config.first == "{" || config.first == "["
        guard let bytes = isText ? Array(config.utf8) : FileManager.default.contents(atPath: config).map(Array.init)
        else {
            throw ValidationError("--config: there is no file \(config), and it is no JSON object")
        }
        do {
            return try JSONValue.parse(bytes)
        } catch {
            throw ValidationError("--config is not JSON: \(error.message)")
        }
    }

    private func writeList() {
        let tests = ConformanceTest.all
        guard !output.isJSON else {
            let items = tests.map {
                JSONValue.object(["id": .string($0.id), "asks": .string($0.asks), "of": .string($0.about)])
            }
            return Terminal.output.write(json: .object(["items": .array(items)]))
        }
        var table = Table([.init(title: "test"), .init(title: "of"), .init(title: "what it asks", canShrink: true)])
        for test in tests { table.add([.init(test.id), .init(test.about), .init(test.asks)]) }
        Terminal.output.write(table.rendered(for: .output))
    }
}

/// One test in a process of its own; started by `plugin check`.
struct PluginCheckCase: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-case",
        abstract: "Run one test of `plugin check`.",
        shouldDisplay: false
    )

    @Argument var order: String

    func run() throws {
        guard let order = CaseOrder(order) else { throw ValidationError("that is no order of `plugin check`") }
        CaseRunner.run(order)
    }
}
