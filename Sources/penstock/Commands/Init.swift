internal import ArgumentParser
internal import PenstockPipelines
internal import PenstockSamples

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a pipelines directory: a catalog, a pipeline with its tests, settings, schemas for editors.",
        discussion: """
            Needs no server and no network. What it writes passes `penstock check DIR --without-secrets` and `penstock \
            test DIR` at once. A directory that is not empty is left alone; with --force the files that are missing are \
            added, and nothing is changed.

            Example:
              penstock init pipelines

            Exit codes: 0 it is written, 1 it could not be, 2 wrong usage, 78 what was there already is wrong.
            """
    )

    @Argument(help: ArgumentHelp("The directory to make.", valueName: "dir"))
    var directory: String

    @Flag(help: "Add what is missing to a directory that is not empty.")
    var force = false

    @OptionGroup var plugins: PluginOptions

    func validate() throws {
        guard !directory.withoutTrailingSlashes.isEmpty else { throw ValidationError("name a directory to make") }
    }

    func run() throws {
        let directory = directory.withoutTrailingSlashes
        let written: [String]
        do throws(SampleNotWritten) {
            written = try StarterDirectory.write(to: directory, addsTo: force)
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

            """
        )
    }
}
