internal import ArgumentParser
internal import Foundation
internal import PenstockServer

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

    @Option(
        help: ArgumentHelp(
            "The token to show it; rather set PENSTOCK_TOKEN, which others on this machine do not see.",
            valueName: "token"
        )
    )
    var token: String?

    @Option(
        name: .customLong("ca-file"),
        help: ArgumentHelp(
            "The authorities that an https server's certificate may be of, in PEM form; PENSTOCK_CA_FILE says it too.",
            valueName: "file"
        ),
        completion: .file()
    )
    var authorities: String?

    /// Where the server is, if that was said.
    var givenAddress: String? { address ?? Self.variable("PENSTOCK_SERVER") }

    func client() throws -> Client {
        let text = givenAddress ?? Client.standardAddress
        let authorities = authorities ?? Self.variable("PENSTOCK_CA_FILE")
        // The variable is for servers that speak TLS, and does not keep a command from others.
        let isForOthers = self.authorities == nil && !text.hasPrefix("https:")
        guard
            let client = try Client(text, token: try checkedToken(), authorities: isForOthers ? nil : authorities)
        else {
            throw ValidationError("'\(text)' is no address of a server; expected one such as \(Client.standardAddress)")
        }
        return client
    }

    /// The token, which must have the form of one: a slip of the finger is found here and not by a refusal.
    private func checkedToken() throws -> String? {
        guard let text = token ?? Self.variable("PENSTOCK_TOKEN") else { return nil }
        if TokenSecret(text) != nil { return text }
        let name = token == nil ? "PENSTOCK_TOKEN" : "--token"
        throw ValidationError("\(name) is no token: one begins with penstock_ and has 72 hexadecimal digits behind it")
    }

    /// A variable that is empty counts as one that is not set.
    private static func variable(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// The choice between a table for people and JSON for programs.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON for programs.")
    var isJSON = false
}
