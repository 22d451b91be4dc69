internal import ArgumentParser
internal import PenstockJSON
internal import PenstockPipelines

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema by which an editor completes and checks the files of a pipelines directory.",
        discussion: """
            Needs no server. The schema has the host's own keys, the stage types of the plugins that are found, and the \
            event types of the catalog, each with its description. Editors that use yaml-language-server (VS Code, \
            Neovim, Helix and others) read from a comment at the head of a document which schema it has:
              # yaml-language-server: $schema=schemas/pipeline.json

            Examples:
              penstock schema > pipeline.json
              penstock schema --for catalog
              penstock schema --write --dir pipelines

            Exit codes: 0 fine, 1 it could not be written, 2 wrong usage, 78 settings or catalog are wrong.
            """
    )

    @Option(name: .customLong("for"), help: "The kind of file.")
    var file = EditorSchema.File.pipeline

    @Flag(help: "Write all of them to DIR/schemas, where the comments of the shipped files expect them.")
    var write = false

    @OptionGroup var directory: DirectoryOptions

    func run() throws {
        let path = directory.directory.withoutTrailingSlashes
        let schemas = try EditorSchema(of: path, flags: directory.flags)
        guard write else { return Terminal.output.write(json: try schemas.schema(for: file)) }
        let written = try schemas.write(to: "\(path)/schemas")
        for path in written { Terminal.output.write("\(path.printable)\n") }
    }
}

extension EditorSchema.File: ExpressibleByArgument {}
