internal import HTTPTypes

extension Operation {
    /// What a CloudEvents sender asks at a path before it sends there.
    /// - Parameter parameters: Those of the path.
    static func handshake(
        _ path: String,
        id: String,
        parameters: [Parameter] = [],
        problems: [ProblemKind] = []
    ) -> Operation {
        Operation(
            .options,
            path,
            id: id,
            "Says which methods there are, and to a CloudEvents sender that it may send.",
            details: "The handshake of CloudEvents' HTTP Web Hooks, section 4.",
            parameters: parameters + [
                .header("WebHook-Request-Origin", .headerText, "Who asks: a DNS name."),
                .header("WebHook-Request-Rate", .headerText, "How many requests a minute it asks for."),
            ],
            replies: [
                .nothing(status: 200, "It may.", headers: [allow] + consent),
                .nothing("Nobody asked.", headers: [allow]),
            ],
            problems: problems
        )
    }

    private static let allow = Reply.Header(name: "Allow", shape: .text, description: "The methods that there are.")
    private static let consent = [
        Reply.Header(name: "WebHook-Allowed-Origin", shape: .text, description: "Who may send: who asked."),
        Reply.Header(name: "WebHook-Allowed-Rate", shape: .text, description: "The rate that it asked for, or `*`."),
    ]
}

extension Shape {
    /// A value in a header; of an attribute, what is not visible ASCII is percent-encoded.
    static let headerText = text(matching: "^[!-~]([ -~]*[!-~])?$")
}
