internal import ArgumentParser
internal import PenstockCore
internal import PenstockJSON
internal import PenstockSamples

struct SecretSnippet: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snippet",
        abstract: "Print ready code with which a receiver verifies signatures, in one of six languages.",
        discussion: """
            The code verifies what the signer standard-webhooks makes with a whsec_… secret, and needs nothing but the \
            language's own library. Without a language the list is printed.

            Examples:
              penstock secret snippet
              penstock secret snippet python > verify.py

            Exit codes: 0 fine, 2 wrong usage.
            """
    )

    @Argument(help: ArgumentHelp("go, java, javascript, php, python or ruby.", valueName: "language"))
    var language: String?

    @OptionGroup var output: OutputOptions

    func validate() throws { _ = try chosen() }

    func run() throws {
        let terminal = Terminal.output
        if let code = try chosen() {
            if output.isJSON { return terminal.write(json: json(code)) }
            return terminal.write(code.text)
        }
        if output.isJSON { return terminal.write(json: .array(ReceiverCode.all.map(json))) }
        var table = Table([.init(title: "name"), .init(title: "language"), .init(title: "file"), .init(title: "needs")])
        for code in ReceiverCode.all {
            table.add([.init(code.name, .bold), .init(code.language), .init(code.file), .init(code.needs)])
        }
        terminal.write(table.rendered(for: terminal))
    }

    private func json(_ code: ReceiverCode) -> JSONValue {
        .object([
            "name": .string(code.name), "language": .string(code.language), "file": .string(code.file),
            "needs": .string(code.needs), "code": .string(code.text),
        ])
    }

    private func chosen() throws -> ReceiverCode? {
        guard let language else { return nil }
        let names = ReceiverCode.all.map(\.name)
        guard let code = ReceiverCode.all.first(where: { $0.name == language.lowercased() }) else {
            let other = ["node": "javascript", "js": "javascript", "golang": "go", "py": "python", "rb": "ruby"][
                language.lowercased()
            ]
            let hint =
                (other ?? nearest(language, in: names)).map { "is '\($0)' meant?" }
                ?? "there are \(names.joined(separator: ", "))"
            throw ValidationError("there is no code in '\(language.printable)'; \(hint)")
        }
        return code
    }
}
