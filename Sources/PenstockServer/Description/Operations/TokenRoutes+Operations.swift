internal import HTTPTypes
internal import PenstockJSON

extension TokenRoutes {
    static let topic = Topic(
        name: "Tokens",
        description: "Who may do what. From the first token on, which has the scope `admin`, each request shows one.",
        operations: [
            Operation(
                .post,
                "/v1/tokens",
                id: "makeToken",
                "Makes a token that counts at once.",
                body: .options(
                    .tokenRequest,
                    isRequired: true,
                    Example(
                        "lms",
                        "For the LMS to send events with",
                        ["name": "lms", "scopes": ["ingest"], "expires": "90d"]
                    )
                ),
                replies: [
                    .json(
                        201,
                        .newToken,
                        "The token, which only this answer shows.",
                        Example(
                            "lms",
                            "A token for the LMS",
                            [
                                "token": "penstock_…", "id": "3f9a01c2", "name": "lms", "scopes": ["ingest"],
                                "state": "live", "created_at": "2026-03-09T10:00:00Z",
                                "expires_at": "2026-06-07T10:00:00Z",
                            ]
                        )
                    )
                ],
                problems: .options + [.conflict] + .writing
            ),
            Operation(
                .get,
                "/v1/tokens",
                id: "listTokens",
                "Lists all tokens, those that count no more too.",
                replies: [.json(.whole(of: .token), "In the order in which they were made.")],
                problems: .reading
            ),
            Operation(
                .delete,
                "/v1/tokens/{id}",
                id: "revokeToken",
                "Revokes a token at once.",
                details: "The last one with the scope `admin` only with `force`.",
                parameters: [
                    .path("id", .text(), "The token's id: `3f9a01c2`."),
                    .query("force", .truth, "`true`: though nobody could make another one."),
                ],
                replies: [.json(.token, "What it was.")],
                problems: [.invalidParameter, .notFound, .conflict] + .writing
            ),
        ]
    )
}
