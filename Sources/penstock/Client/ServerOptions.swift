internal import ArgumentParser
internal import Foundation

/// Which server a command talks to.
struct ServerOptions: ParsableArguments {
    @Option(
        name: .customLong("server"),
        help: ArgumentHelp(
            "The running server; PENSTOCK_SERVER says it too. (default: \(Client.standardAddress))",
            valueName: "url"
        )
    )
    var address: String?

    func client() throws -> Client {
        let environment = ProcessInfo.processInfo.environment["PENSTOCK_SERVER"].flatMap { $0.isEmpty ? nil : $0 }
        let text = address ?? environment ?? Client.standardAddress
        guard let client = Client(text) else {
            throw ValidationError("'\(text)' is no address of a server; expected one such as \(Client.standardAddress)")
        }
        return client
    }
}

/// The choice between a table for people and JSON for programs.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON for programs.")
    var isJSON = false
}
