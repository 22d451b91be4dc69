internal import ArgumentParser
internal import PenstockCore
internal import PenstockPipelines
internal import PenstockSamples

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a pipelines directory: a catalog, a pipeline with its tests, settings, schemas for editors.",
        discussion: """
            Needs no server and no network. What it writes passes `penstock check DIR --without-secrets` and `penstock \
            test DIR` at once. A directory that is not empty is left alone; with --force the files that are missing are \
            added, and nothing is changed. With --source come sources that ship with Penstock, switched on, with their \
            tests and the event types that they make: \(ReadyMadeSource.all.map(\.name).joined(separator: ", ")).

            Examples:
              penstock init pipelines
              penstock init pipelines --source axis --force

            Exit codes: 0 it is written, 1 it could not be, 2 wrong usage, 78 what was there already is wrong.
            """
    )

    @Argument(help: ArgumentHelp("The directory to make.", valueName: "dir"))
    var directory: String

    @Option(
        name: .customLong("source"),
        help: ArgumentHelp("A ready-made source to add; may be repeated.", valueName: "name")
    )
    var sources: [String] = []

    @Flag(help: "Add what is missing to a directory that is not empty.")
    var force = false

    @OptionGroup var plugins: PluginOptions

    func validate() throws {
        guard !directory.withoutTrailingSlashes.isEmpty else { throw ValidationError("name a directory to make") }
        _ = try readyMade()
    }

    func run() throws {
        let directory = directory.withoutTrailingSlashes
        let asked = try readyMade()
        let written: [String]
        do throws(SampleNotWritten) {
            written = try StarterDirectory.write(to: directory, with: asked, addsTo: force)
        } catch {
            throw CommandFailure(error.description)
        }
        // Made of what is in the directory now, with the plugins that there are.
        let schemas = try EditorSchema(of: directory, flags: Settings.Flags(plugins: plugins.directories))
            .write(to: "\(directory)/schemas", onlyMissing: true)
        let files = written.map { "\(directory)/\($0)" } + schemas
        Terminal.output.write(files.isEmpty ? "nothing was missing\n" : files.map { "\($0.printable)\n" }.joined())
        let name = directory.quotedForShell
        Terminal.output.write(
            """

            Check it, and run its tests:
              penstock check \(name) --without-secrets
              penstock test \(name)
            Serve it, and send the sample of a completed course from another terminal; \(directory.printable)/.env says \
            where it goes:
              cp \(name)/.env.example \(name)/.env && chmod 600 \(name)/.env
              penstock serve \(name)
              penstock emit --sample course.completed
            \(Self.toSet(asked, in: directory))
            """
        )
    }

    /// The sources that were asked for, each once.
    private func readyMade() throws -> [ReadyMadeSource] {
        try sources.distinct.map { name in
            if let source = ReadyMadeSource.all.first(where: { $0.name == name }) { return source }
            let names = ReadyMadeSource.all.map(\.name)
            let hint = nearest(name, in: names).map { "is '\($0)' meant?" }
            let known = "there is \(names.joined(separator: ", "))"
            throw ValidationError("there is no ready-made source '\(name.printable)'; \(hint ?? known)")
        }
    }

    /// Which values the sources need before they can be served; nothing where there are no sources.
    private static func toSet(_ sources: [ReadyMadeSource], in directory: String) -> String {
        sources.map { source in
            """
            Before it is served, set \(source.variables.joined(separator: ", ")) in \(directory.printable)/.env; the \
            head of sources/\(source.name).yaml says what it is and how the system is set up.

            """
        }
        .joined()
    }
}
