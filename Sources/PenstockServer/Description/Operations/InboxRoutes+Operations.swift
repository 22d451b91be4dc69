internal import HTTPTypes
internal import PenstockJSON

extension InboxRoutes {
    /// `/inbox/{name}` itself is told in words only: it takes whatever comes, and answers what its address says.
    static let topic = Topic(
        name: "Inboxes",
        description: """
            A receiver for who builds a pipeline: `/inbox/{name}`, and every path below it, takes a request of any \
            method with the scope `ingest`, keeps it in memory, and answers 200, or as its query says: \
            `fail=503:3` fails three times, `retry_after=30` and `delay=2s` go with it, `status=202` is the good \
            answer. The last hundred requests are kept.
            """,
        operations: [
            Operation(
                .get,
                "/v1/inbox",
                id: "listInbox",
                "Lists the requests that arrived, newest first.",
                parameters: [.query("name", .text(), "The name of one inbox.")],
                replies: [.json(.whole(of: .inboxItem), "What is kept.")],
                problems: [.invalidParameter]
            ),
            Operation(
                .get,
                "/v1/inbox/{id}",
                id: "getInboxItem",
                "Shows a request that arrived as it came.",
                parameters: [.path("id", .text(), "Its number.", example: "1")],
                replies: [.json(.inboxDetail, "The request, and what it was answered.")],
                problems: [.notFound]
            ),
            Operation(
                .delete,
                "/v1/inbox",
                id: "clearInbox",
                "Forgets what arrived.",
                replies: [.nothing("It is forgotten.")]
            ),
        ]
    )
}

extension SignatureRoutes {
    static let topic = Topic(
        name: "Signatures",
        description: "For who builds a receiver.",
        operations: [
            Operation(
                .post,
                "/v1/signatures/verify",
                id: "verifySignature",
                "Says whether a pasted request is signed with a secret, and if not, why.",
                details: "Neither is kept or logged. The body has at most 256 KiB.",
                body: .options(
                    .signatureRequest,
                    isRequired: true,
                    Example(
                        "standard",
                        "A request as it was logged",
                        [
                            "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                            "request": """
                            POST /hooks HTTP/1.1\r\nwebhook-id: msg_1\r\nwebhook-timestamp: 1614265330\r\n\
                            webhook-signature: v1,AAAA\r\n\r\n{"test": 2432232314}
                            """,
                        ]
                    )
                ),
                replies: [.json(.signatureVerdict, "The verdict; 200 whatever it is.")],
                problems: .options
            )
        ]
    )
}
