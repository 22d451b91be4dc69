internal import HTTPTypes
internal import PenstockJSON

extension LinkRoutes {
    static let topic = Topic(
        name: "Links",
        description: "Sending one request to a receiver, to look at it. Nothing is stored.",
        operations: [
            Operation(
                .post,
                "/v1/links/test",
                id: "testLink",
                "Sends one request to a link, and tells all that can be seen of it.",
                details: """
                    Either `url` or `pipeline` is given. The request goes through the transport `http` as a delivery does, \
                    with `webhook-test: true`; redirects are not followed. A `url` reaches private addresses only where \
                    `egress.allow` of `penstock.yaml` says so. A certificate that is not accepted is shown as well, and \
                    nothing is sent to whoever has it. The answer is 200 whatever the link says.
                    """,
                body: .options(
                    .linkRequest,
                    isRequired: true,
                    Example(
                        "url",
                        "A URL, with a header and little time",
                        [
                            "url": "https://hr.example.com/hooks", "headers": ["X-Course": "Safety"],
                            "timeout": "5s",
                        ]
                    )
                ),
                replies: [.json(.linkReport, "What came of it.")],
                problems: .options + [
                    .unsupportedContentType, .unknownPipeline, .conflict, .tooManyTests, .stopping,
                ]
            )
        ]
    )
}
