internal import Hummingbird
internal import PenstockDashboard
internal import PenstockJSON

/// `/api` and `/api/{topic}`: the description of the API as pages.
struct ReferencePageRoutes: Sendable {
    let desk: PageDesk
    private let topics = APIDocument.topics.map(ReferenceTopic.init)

    init(desk: PageDesk) { self.desk = desk }

    func add(to router: Router<APIContext>) {
        let index = ReferencePage(about: APIDocument.about, topics: topics)
        router.get("/api") { request, context in desk.show(index, request, context) }
        router.get("/api/:topic") { request, context in
            let name = try Request.pathParameter("topic", context)
            guard let topic = topics.first(where: { $0.slug == name }) else {
                throw Problem(
                    .notFound,
                    "the API has no topic '\(name)'; \(topics.map(\.slug).joined(separator: ", ")) are"
                )
            }
            return desk.show(ReferenceTopicPage(topic), request, context)
        }
    }
}

extension ReferenceTopic {
    init(_ topic: Topic) {
        self.init(
            name: topic.name,
            about: topic.description,
            operations: topic.operations.map(ReferenceTopic.Operation.init)
        )
    }
}

extension ReferenceTopic.Operation {
    init(_ operation: Operation) {
        self.init(
            id: operation.id,
            method: operation.method.rawValue,
            path: operation.path,
            summary: operation.summary,
            details: operation.wholeDescription
        )
        parameters = operation.parameters.map { parameter in
            ReferenceTopic.Parameter(
                name: parameter.name,
                place: parameter.place.rawValue,
                schema: parameter.shape.schema,
                description: parameter.description
            )
        }
        body = (operation.body?.forms ?? []).map { form in
            ReferenceTopic.Form(form.contentType, form.shape, form.examples)
        }
        answers = operation.statuses.map { status in
            let replies = operation.replies.filter { $0.status == status }
            return ReferenceTopic.Answer(
                status: status,
                description: replies.map(\.description).joined(separator: " "),
                forms: replies.filter { !$0.contentType.isEmpty }.map { reply in
                    ReferenceTopic.Form(reply.contentType, reply.shape, reply.examples)
                },
                problems: operation.allProblems.filter { $0.status == status }.map(\.rawValue)
            )
        }
    }
}

extension ReferenceTopic.Form {
    fileprivate init(_ contentType: String, _ shape: Shape, _ examples: [Example]) {
        self.init(
            contentType: contentType,
            schema: shape.schema,
            examples: examples.map { ($0.summary, $0.value) }
        )
    }
}
