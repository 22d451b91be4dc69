internal import HTTPTypes
internal import PenstockJSON

/// What one route takes and answers. `/openapi.json` and its page are made of these descriptions; tests compare them
/// with the routes that there are, and with what those really answer.
struct Operation: Sendable {
    var method: HTTPRequest.Method
    /// The path as OpenAPI writes it: `/v1/events/{id}`.
    var path: String
    /// A name for programs, which stays the same: generated clients make functions of it.
    var id: String
    /// One line, in the imperative.
    var summary: String
    /// What else its callers should know; CommonMark.
    var details: String
    var parameters: [Parameter]
    var body: Payload?
    var replies: [Reply]
    /// The problems that it answers, beside those that every route has.
    var problems: [ProblemKind]

    init(
        _ method: HTTPRequest.Method,
        _ path: String,
        id: String,
        _ summary: String,
        details: String = "",
        parameters: [Parameter] = [],
        body: Payload? = nil,
        replies: [Reply],
        problems: [ProblemKind] = []
    ) {
        self.method = method
        self.path = path
        self.id = id
        self.summary = summary
        self.details = details
        self.parameters = parameters
        self.body = body
        self.replies = replies
        self.problems = problems
    }
}

/// Operations that belong together: a tag of the document, a section of its page.
struct Topic: Sendable {
    var name: String
    var description: String
    var operations: [Operation]
}

/// A parameter of the path, the query or the headers.
struct Parameter: Sendable {
    enum Place: String, Sendable {
        case path, query, header
    }

    var place: Place
    var name: String
    var shape: Shape
    var description: String
    var example: JSONValue?

    static func path(_ name: String, _ shape: Shape, _ description: String, example: JSONValue? = nil) -> Self {
        Self(place: .path, name: name, shape: shape, description: description, example: example)
    }

    static func query(_ name: String, _ shape: Shape, _ description: String, example: JSONValue? = nil) -> Self {
        Self(place: .query, name: name, shape: shape, description: description, example: example)
    }

    static func header(_ name: String, _ shape: Shape, _ description: String, example: JSONValue? = nil) -> Self {
        Self(place: .header, name: name, shape: shape, description: description, example: example)
    }
}

/// What may come as the body of a request.
struct Payload: Sendable {
    var description: String
    var isRequired: Bool
    var forms: [Form]

    /// One content type, and what it holds.
    struct Form: Sendable {
        var contentType: String
        var shape: Shape
        var examples: [Example]
    }

    /// A small JSON object, which may be left out where nothing in it is required.
    static func options(_ shape: Shape, isRequired: Bool = false, _ examples: Example...) -> Self {
        let form = Form(contentType: "application/json", shape: shape, examples: examples)
        return Self(description: "", isRequired: isRequired, forms: [form])
    }
}

/// A value as it really is sent or answered.
struct Example: Sendable {
    /// A name for programs.
    var name: String
    var summary: String
    var value: JSONValue

    init(_ name: String, _ summary: String, _ value: JSONValue) {
        self.name = name
        self.summary = summary
        self.value = value
    }
}

/// An answer that is no problem document.
struct Reply: Sendable {
    var status: Int
    var description: String
    /// Empty where the answer has no body.
    var contentType: String
    var shape: Shape
    var examples: [Example] = []
    /// Headers that always come with it.
    var headers: [Header] = []

    struct Header: Sendable {
        var name: String
        var shape: Shape
        var description: String
    }

    static func json(_ shape: Shape, _ description: String) -> Self { json(200, shape, description) }

    static func json(_ status: Int, _ shape: Shape, _ description: String, _ examples: Example...) -> Self {
        Self(
            status: status,
            description: description,
            contentType: "application/json",
            shape: shape,
            examples: examples
        )
    }

    /// Text.
    /// - Parameter contentType: Without parameters such as `charset`.
    static func text(_ description: String, as contentType: String = "text/plain") -> Self {
        Self(status: 200, description: description, contentType: contentType, shape: .text)
    }

    /// An answer without a body.
    static func nothing(status: Int = 204, _ description: String, headers: [Header] = []) -> Self {
        Self(status: status, description: description, contentType: "", shape: .anything, headers: headers)
    }
}
