internal import ArgumentParser
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines

struct CatalogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog",
        abstract: "List the event types of a directory, or show one with its fields and its sample.",
        discussion: """
            Needs no server: reads DIR/events.

            Examples:
              penstock catalog
              penstock catalog course.completed
            """
    )

    @Argument(help: ArgumentHelp("The type to show in detail.", valueName: "type"))
    var type: String?

    @Option(name: .customLong("dir"), help: ArgumentHelp("The pipelines directory.", valueName: "dir"))
    var directory = "pipelines"

    @OptionGroup var output: OutputOptions

    func run() throws {
        let (catalog, diagnostics) = Catalog.load(from: directory.withoutTrailingSlashes)
        diagnostics.write(to: .error)
        guard !diagnostics.hasErrors else { throw CommandFailure.badConfiguration }
        guard let type else { return list(catalog) }
        guard let known = catalog[type: type] else {
            let hint = nearest(type, in: catalog.names).map { "; is '\($0)' meant?" } ?? ""
            throw CommandFailure("the catalog has no type '\(type)'\(hint)")
        }
        show(known)
    }

    private func list(_ catalog: Catalog) {
        let types = catalog.names.compactMap { catalog[type: $0] }
        guard !output.isJSON else {
            return Terminal.output.write(json: .object(["items": .array(types.map(\.json))]))
        }
        var table = Table([.init(title: "type"), .init(title: "subject"), .init(title: "when", canShrink: true)])
        for type in types {
            table.add([.init(type.type), .init(type.subject.map { "\($0)" }), .init(type.description)])
        }
        Terminal.output.write(types.isEmpty ? "no event types\n" : table.rendered(for: .output))
    }

    private func show(_ type: EventType) {
        let terminal = Terminal.output
        guard !output.isJSON else { return terminal.write(json: type.json) }
        var facts = Facts()
        facts.add("type", type.type)
        facts.add("when", type.description)
        facts.add("subject", type.subject.map { "\($0)" })
        facts.add("person", type.person?.description)
        facts.add("key", type.key.map(\.description).joined(separator: ", "))
        facts.add("strict", type.strict ? "yes: data that contradicts the schema is refused" : nil)
        for rule in type.timers { facts.add("timer", rule.sentence) }
        facts.add("file", type.position.file)
        terminal.write(facts.rendered(for: terminal) + "\n")
        let fields = SchemaDocumentation(type.schemaDocument).rendered(for: terminal)
        terminal.write("\(terminal.styled("data", .bold))\n\(fields)\n\(terminal.styled("sample", .bold))\n")
        terminal.write(json: type.sample)
    }
}

extension EventType {
    fileprivate var json: JSONValue {
        .known([
            "type": .string(type), "description": .string(description),
            "subject": JSONValue(subject.map { "\($0)" }), "person": JSONValue(person?.description),
            "key": .array(key.map { .string($0.description) }), "strict": .bool(strict), "schema": schemaDocument,
            "sample": sample, "timers": timers.isEmpty ? nil : .array(timers.map(\.json)),
        ])
    }
}
