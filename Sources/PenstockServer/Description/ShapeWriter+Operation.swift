internal import PenstockCore
internal import PenstockJSON

/// Operations as OpenAPI writes them.
extension ShapeWriter {
    mutating func operation(_ operation: Operation, of topic: Topic) -> JSONValue {
        var json: JSONObject = [
            "operationId": .string(operation.id), "tags": [.string(topic.name)], "summary": .string(operation.summary),
        ]
        json["description"] = .string(operation.wholeDescription)
        if !operation.parameters.isEmpty { json["parameters"] = .array(operation.parameters.map { parameter($0) }) }
        if let body = operation.body { json["requestBody"] = requestBody(body) }
        json["responses"] = responses(operation)
        json["security"] = operation.access.security
        return .object(json)
    }

    private mutating func parameter(_ parameter: Parameter) -> JSONValue {
        .known([
            "name": .string(parameter.name), "in": .string(parameter.place.rawValue),
            "required": parameter.place == .path ? true : nil, "description": .string(parameter.description),
            "schema": schema(parameter.shape), "example": parameter.example ?? .null,
        ])
    }

    private mutating func requestBody(_ body: Payload) -> JSONValue {
        .known([
            "description": body.description.isEmpty ? nil : .string(body.description),
            "required": .bool(body.isRequired),
            "content": .object(
                JSONObject(body.forms.map { ($0.contentType, media($0.shape, $0.examples)) })
            ),
        ])
    }

    private mutating func media(_ shape: Shape, _ examples: [Example]) -> JSONValue {
        var media: JSONObject = ["schema": schema(shape)]
        if !examples.isEmpty {
            media["examples"] = .object(
                JSONObject(examples.map { ($0.name, ["summary": .string($0.summary), "value": $0.value]) })
            )
        }
        return .object(media)
    }

    // MARK: - Answers

    private mutating func responses(_ operation: Operation) -> JSONValue {
        var responses = JSONObject()
        for status in operation.statuses {
            let replies = operation.replies.filter { $0.status == status }
            let problems = operation.allProblems.filter { $0.status == status }
            let bodies = replies.filter { !$0.contentType.isEmpty }
            var content = JSONObject(bodies.map { ($0.contentType, media($0.shape, $0.examples)) })
            if !problems.isEmpty { content[Problem.contentType] = media(.problem(of: problems), []) }
            var response: JSONObject = [
                "description": .string((replies.map(\.description) + problems.map(\.inWords)).joined(separator: "\n\n"))
            ]
            if let headers = headers(replies, problems) { response["headers"] = headers }
            if !content.isEmpty { response["content"] = .object(content) }
            responses["\(status)"] = .object(response)
        }
        return .object(responses)
    }

    private mutating func headers(_ replies: [Reply], _ problems: [ProblemKind]) -> JSONValue? {
        var headers = replies.flatMap(\.headers)
        if problems.contains(where: { $0.status == 429 || $0.status == 503 }) { headers.append(.retryAfter) }
        if problems.contains(.unauthenticated) || problems.contains(.missingScope) { headers.append(.challenge) }
        guard !headers.isEmpty else { return nil }
        return .object(
            JSONObject(
                headers.map { header in
                    (header.name, ["description": .string(header.description), "schema": schema(header.shape)])
                }
            )
        )
    }
}

extension Operation {
    /// The problems with those that its path brings, and who asks.
    var allProblems: [ProblemKind] {
        // A percent sign that begins no valid encoding names nothing.
        let ofPath: [ProblemKind] = parameters.contains { $0.place == .path } ? [.notFound] : []
        return (problems + ofPath + problemsOfAccess).distinct
    }

    /// The details with what it needs.
    var wholeDescription: String {
        details.isEmpty ? access.inWords : details + "\n\n" + access.inWords
    }

    var statuses: [Int] { Set(replies.map(\.status) + allProblems.map(\.status)).sorted() }
}

extension Reply.Header {
    fileprivate static let retryAfter = Self(
        name: "Retry-After",
        shape: .count,
        description: "Seconds after which the request may be sent again."
    )

    fileprivate static let challenge = Self(
        name: "WWW-Authenticate",
        shape: .text,
        description: "What is wrong with the token (RFC 6750, section 3)."
    )
}

extension ProblemKind {
    fileprivate var inWords: String { "`\(rawValue)`: \(title)." }
}
