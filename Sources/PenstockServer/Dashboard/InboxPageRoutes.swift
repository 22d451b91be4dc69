internal import Hummingbird
internal import PenstockCatch
internal import PenstockCore
internal import PenstockDashboard
internal import PenstockEngine
internal import PenstockSignatures

/// `/inboxes` and `/inboxes/{id}`: what arrived at `/inbox/{name}`, which takes whatever comes and so has no page itself.
struct InboxPageRoutes: Sendable {
    let desk: PageDesk
    let inbox: KeptInbox

    func add(to router: Router<APIContext>) {
        router.get("/inboxes") { request, context in
            desk.show(try list(request), request, context)
        }
        router.get("/inboxes/:id") { request, context in
            let item = try inbox.item(Request.pathParameter("id", context))
            return desk.show(CaughtPage(CaughtOutline(item)), request, context)
        }
        router.post("/inboxes/clear") { request, _ -> Response in
            _ = try await desk.form(request)
            inbox.clear()
            return .see(Path("inboxes"))
        }
    }

    private func list(_ request: Request) throws(Problem) -> InboxesPage {
        let name = try QueryReader(request.uri.query, names: ["name"], isForm: true).text("name")
        return InboxesPage(
            requests: inbox.items(of: name).map(CaughtOutline.init),
            inbox: name,
            capacity: Inbox.capacity,
            bodyLimit: Inbox.bodyLimit,
            server: desk.address(request)
        )
    }
}

extension CaughtOutline {
    fileprivate init(_ item: Inbox.Item) {
        let request = item.request
        let isText = String(validating: request.content.body, as: UTF8.self) != nil
        self.init(
            id: item.id,
            inbox: item.name,
            at: request.at,
            method: request.method,
            target: request.target,
            headers: request.content.headers.map { ($0.name, $0.value) },
            body: request.content.body,
            bodyLength: request.bodyLength,
            answer: item.answer.words,
            text: isText && !request.isCut ? request.text : nil
        )
    }
}

extension CatchAnswer {
    /// How the request was answered, for people: `503, Retry-After: 30, after 2s`.
    fileprivate var words: String {
        let kind =
            switch kind {
            case .status(let status): "\(status)"
            case .reset: "reset"
            }
        let wait = delay > .zero ? ["after \(delay.text)"] : []
        return ([kind] + headers.map { "\($0.name): \($0.value)" } + wait).joined(separator: ", ")
    }
}
