internal import ArgumentParser
internal import PenstockPlugins
internal import PenstockSamples

struct PluginNew: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write a small plugin that builds with one command, with a test and a pipeline that uses it.",
        discussion: """
            Needs no server and no network. The project has everything it needs: the interface, for Swift the kit, and \
            a stage of the kind that does something real. filter: lets events pass whose data has a text. transform: \
            puts the body into an envelope. sign: puts a checksum into a header. transport: appends messages to a file.

            Examples:
              penstock plugin new one-course --kind filter --lang c
              penstock plugin new spool --kind transport --lang rust --id org.example.spool --into plugins/spool

            Exit codes: 0 it is written, 1 it could not be, 2 wrong usage.
            """
    )

    @Argument(help: ArgumentHelp("The plugin's name: small letters, digits and hyphens.", valueName: "name"))
    var name: String

    @Option(help: "What the stage does with a message.")
    var kind: StageKind

    @Option(name: .customLong("lang"), help: "The language.")
    var language: SampleLanguage

    @Option(help: "The id in reverse DNS, as pipelines name the stage. (default: com.example.<name>)")
    var id: String?

    @Option(help: ArgumentHelp("The directory to make. (default: <name>)", valueName: "dir"))
    var into: String?

    func validate() throws { _ = try project() }

    func run() throws {
        let project = try project()
        let directory = (into ?? name).withoutTrailingSlashes
        do throws(SampleNotWritten) {
            try project.write(to: directory)
        } catch {
            throw CommandFailure(error.description)
        }
        let terminal = Terminal.output
        terminal.write("\(kind.rawValue) '\(project.id.text)' is written to \(directory.printable). Next:\n\n")
        for command in ["cd \(directory.quotedForShell)"] + project.nextCommands { terminal.write("  \(command)\n") }
        terminal.write("\nREADME.md there says how to serve it. The plugin will be \(project.library).\n")
    }

    private func project() throws -> SampleProject {
        guard let plugin = SampleName(name) else {
            let hint = SampleName.near(name)?.text ?? "one-course"
            throw ValidationError(
                """
                '\(name.printable)' is no name for a plugin: use at most 40 small letters, digits and single hyphens, \
                such as '\(hint)'
                """
            )
        }
        let known = if let id { SampleID(id) } else { SampleID(example: plugin) }
        guard let known else {
            let hint = SampleID(example: plugin).text
            throw ValidationError("'\(id?.printable ?? "")' is no id: write it in reverse DNS, such as '\(hint)'")
        }
        guard into.map({ !$0.withoutTrailingSlashes.isEmpty }) ?? true else {
            throw ValidationError("--into needs a directory that does not exist yet")
        }
        return SampleProject(plugin, id: known, kind: kind, language: language)
    }
}

extension StageKind: ExpressibleByArgument {}
extension SampleLanguage: ExpressibleByArgument {}
