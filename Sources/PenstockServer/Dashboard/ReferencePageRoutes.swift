internal import Hummingbird
internal import PenstockDashboard
internal import PenstockJSON

/// `/api`: the description of the API as a page.
struct ReferencePageRoutes: Sendable {
    let desk: PageDesk
    private let page = ReferencePage(about: APIDocument.about, topics: APIDocument.topics.map(ReferencePage.Topic.init))

    init(desk: PageDesk) { self.desk = desk }

    func add(to router: Router<APIContext>) {
        router.get("/api") { request, context in desk.show(page, request, context) }
    }
}

extension ReferencePage.Topic {
    init(_ topic: Topic) {
        self.init(
            name: topic.name,
            about: topic.description,
            operations: topic.operations.map(ReferencePage.Operation.init)
        )
    }
}

extension ReferencePage.Operation {
    init(_ operation: Operation) {
        self.init(
            id: operation.id,
            method: operation.method.rawValue,
            path: operation.path,
            summary: operation.summary,
            details: operation.wholeDescription
        )
        parameters = operation.parameters.map { parameter in
            ReferencePage.Parameter(
                name: parameter.name,
                place: parameter.place.rawValue,
                schema: parameter.shape.schema,
                description: parameter.description
            )
        }
        body = (operation.body?.forms ?? []).map { form in
            ReferencePage.Form(form.contentType, form.shape, form.examples)
        }
        answers = operation.statuses.map { status in
            let replies = operation.replies.filter { $0.status == status }
            return ReferencePage.Answer(
                status: status,
                description: replies.map(\.description).joined(separator: " "),
                forms: replies.filter { !$0.contentType.isEmpty }.map { reply in
                    ReferencePage.Form(reply.contentType, reply.shape, reply.examples)
                },
                problems: operation.allProblems.filter { $0.status == status }.map(\.rawValue)
            )
        }
    }
}

extension ReferencePage.Form {
    fileprivate init(_ contentType: String, _ shape: Shape, _ examples: [Example]) {
        self.init(
            contentType: contentType,
            schema: shape.schema,
            examples: examples.map { ($0.summary, $0.value) }
        )
    }
}
