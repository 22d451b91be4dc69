internal import HTTPTypes
internal import PenstockCore
internal import PenstockJSON

extension SourceRoutes {
    static let topic = Topic(
        name: "Sources",
        description: """
            Other systems' webhooks, taken as they are: a source of `pipelines/sources` says who may send, and what \
            becomes of it.
            """,
        operations: [HTTPRequest.Method.post, .put, .patch, .delete, .get].flatMap { method in
            [operation(method, isHooked: false), operation(method, isHooked: true)]
        } + [
            .handshake(
                "/in/{source}",
                id: "mayWebhooksCome",
                parameters: path(isHooked: false),
                problems: [.unknownSource, .crossSite]
            ),
            .handshake(
                "/in/{source}/{hook}",
                id: "mayHookWebhooksCome",
                parameters: path(isHooked: true),
                problems: [.unknownSource, .crossSite]
            ),
        ] + SourceInfoRoutes.operations
    )

    private static func operation(_ method: HTTPRequest.Method, isHooked: Bool) -> Operation {
        var replies: [Reply] = [
            .json(202, .sourceAnswer, "What was accepted, or that it was kept to learn from.")
        ]
        var problems = refusals
        if method == .get {
            replies.append(.text("The value that was to be echoed."))
            // Sources take GET as what changes something, so another site's page is refused here too.
            problems += [.invalidParameter, .crossSite]
        }
        return Operation(
            method,
            isHooked ? "/in/{source}/{hook}" : "/in/{source}",
            id: "receive\(isHooked ? "Hook" : "")By\(method.rawValue.first.map(String.init) ?? "")"
                + method.rawValue.dropFirst().lowercased(),
            isHooked ? "Takes a webhook of one kind, by its path." : "Takes a webhook of another system.",
            details: method == .post ? details : "As with `POST`, where the source takes this method.",
            parameters: path(isHooked: isHooked),
            body: [.get, .delete].contains(method) ? nil : anyBody,
            replies: replies,
            problems: problems
        )
    }

    private static func path(isHooked: Bool) -> [Parameter] {
        [.source] + (isHooked ? [.path("hook", .text(), "What the source's mapping calls it.")] : [])
    }

    private static let refusals: [ProblemKind] =
        [
            .unknownSource, .methodNotAllowed, .notVerified, .unreadableBody, .unsupportedContentType, .notMapped,
            .bodyTooLarge, .invalidEvent, .reservedType, .schemaViolation, .busy, .stopping, .loop,
        ] + .writing

    private static let details = """
        It needs what the source's `verify` asks for: a secret, a signature, an address. All events of one request \
        are stored together, or none is. A source that learns keeps what it cannot map, and answers 202 with `learned`.
        """

    private static let anyBody = Payload(
        description: "What the other system sends: what the source's mapping reads.",
        isRequired: false,
        forms: ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"].map {
            Payload.Form(contentType: $0, shape: .anything, examples: [])
        }
    )
}

extension SourceInfoRoutes {
    static let operations = [
        Operation(
            .get,
            "/v1/sources",
            id: "listSources",
            "Lists sources, and how each fares.",
            replies: [.json(.whole(of: .source), "All there are.")],
            problems: .reading + [.stopping]
        ),
        Operation(
            .get,
            "/v1/sources/{name}",
            id: "getSource",
            "Shows a source, and how it fares.",
            parameters: [.sourceName],
            replies: [.json(.source, "The source.")],
            problems: [.unknownSource, .stopping] + .reading
        ),
        Operation(
            .get,
            "/v1/sources/{name}/learned",
            id: "listLearned",
            "Lists requests that a source could not map and has kept.",
            parameters: [.sourceName] + Parameter.pages(of: .learned),
            replies: [.json(.page(of: .learnedRequest), "A page of requests.")],
            problems: [.invalidParameter, .unknownSource, .stopping] + .reading
        ),
        Operation(
            .get,
            "/v1/sources/{name}/learned/{id}",
            id: "getLearned",
            "Shows a request that a source has kept.",
            parameters: [.sourceName, .learned],
            replies: [.json(.learnedRequest, "The request.")],
            problems: [.unknownSource, .notFound, .stopping] + .reading
        ),
        Operation(
            .delete,
            "/v1/sources/{name}/learned/{id}",
            id: "forgetLearned",
            "Forgets a request that a source has kept.",
            parameters: [.sourceName, .learned],
            replies: [.json(.removal, "It is forgotten.")],
            problems: [.unknownSource, .notFound, .stopping] + .writing
        ),
    ]
}

extension Parameter {
    fileprivate static let source = path("source", .text(), "The source's name.")
    fileprivate static let sourceName = path("name", .text(), "The source's name.")
    fileprivate static let learned = path("id", .text(), "The request's id: `l1`.")
}
