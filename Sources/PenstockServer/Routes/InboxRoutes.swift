internal import HTTPTypes
internal import Hummingbird
internal import PenstockCatch
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockSignatures
internal import Synchronization

/// `/inbox/{name}` takes any request, keeps the last ones in memory, and answers 200 or as its query says;
/// `GET /v1/inbox` and `GET /v1/inbox/{id}` show what arrived, `DELETE /v1/inbox` forgets it.
struct InboxRoutes: Sendable {
    let engine: any EngineService
    let inbox: KeptInbox

    private static let methods: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete, .options]
    private static let longestDelay = Duration.seconds(60)

    func add(to router: Router<APIContext>) {
        for method in Self.methods {
            router.on("/inbox/:name", method: method) { request, context in try await take(request, context) }
            router.on("/inbox/:name/**", method: method) { request, context in try await take(request, context) }
        }
        router.get("/v1/inbox") { request, _ in try list(request) }
        router.get("/v1/inbox/:id") { _, context in try show(Request.pathParameter("id", context)) }
        router.delete("/v1/inbox") { _, _ in clear() }
    }

    private func list(_ request: Request) throws(Problem) -> Response {
        let name = try QueryReader(request.uri.query, names: ["name"]).text("name")
        let items = inbox.items(of: name)
        return .json { json in
            json.object { json in
                json.key("items")
                json.array(items) { json, item in json.summary(of: item) }
            }
        }
    }

    private func show(_ id: String) throws(Problem) -> Response {
        let item = try inbox.item(id)
        return .json { json in json.detail(of: item) }
    }

    private func clear() -> Response {
        inbox.clear()
        return Response(status: .noContent)
    }

    private func take(_ request: Request, _ context: APIContext) async throws -> Response {
        let name = try Request.pathParameter("name", context)
        let plan = try Self.plan(request.uri.query)
        var caught = try await CaughtRequest(request, keeping: Inbox.bodyLimit, at: engine.now)
        caught.content.headers = caught.content.headers.map(\.withoutAccess)
        let address = "\(name)?\(request.uri.query ?? "")"
        let answer = inbox.state.withLock { $0.take(caught, for: name, address: address, plan) }
        return try await answer.response(on: context.channel)
    }

    /// How an inbox is to behave, as its address says: `?fail=503:3&retry_after=30&delay=2s&status=202`.
    private static func plan(_ query: String?) throws(Problem) -> CatchPlan {
        let reader = try QueryReader(query, names: ["fail", "retry_after", "delay", "status"])
        var plan = CatchPlan()
        for text in reader.list("fail") {
            do throws(CatchPlan.Step.Complaint) {
                plan.steps.append(try CatchPlan.Step(text))
            } catch {
                throw Problem(.invalidParameter, "'fail': \(error.text)")
            }
        }
        if let text = try reader.text("delay") {
            guard let delay = Duration(text: text), delay <= longestDelay else {
                throw Problem(.invalidParameter, "'delay' is a duration such as 2s, at most \(longestDelay.text)")
            }
            plan.delay = delay
        }
        if let text = try reader.text("retry_after") {
            guard let seconds = Int(text), seconds >= 0 else {
                throw Problem(.invalidParameter, "'retry_after' is a number of seconds")
            }
            plan.retryAfter = seconds
        }
        if let text = try reader.text("status") {
            guard let status = Int(text), (200..<300).contains(status) else {
                throw Problem(.invalidParameter, "'status' is that of a good answer, from 200 to 299")
            }
            plan.status = status
        }
        return plan
    }
}

/// What arrived at the inboxes of a server, for whoever shows it.
final class KeptInbox: Sendable {
    let state = Mutex(Inbox())

    func item(_ id: String) throws(Problem) -> Inbox.Item {
        guard let item = Int(id).flatMap({ id in state.withLock { $0.item(id) } }) else {
            throw Problem(.notFound, "the inbox has no request '\(id)'; it keeps the last \(Inbox.capacity)")
        }
        return item
    }

    func items(of name: String?) -> [Inbox.Item] { state.withLock { $0.items(of: name) } }

    func clear() { state.withLock { $0.clear() } }
}

extension JSONWriter {
    fileprivate mutating func summary(of item: Inbox.Item) {
        object { json in
            json.member("id", item.id)
            json.member("inbox", item.name)
            json.member("at", item.request.at)
            json.member("method", item.request.method)
            json.member("target", item.request.target)
            json.member("webhook_id", item.request.header("webhook-id"))
            json.member("body_length", item.request.bodyLength)
            if case .status(let status) = item.answer.kind { json.member("status", status) }
        }
    }

    fileprivate mutating func detail(of item: Inbox.Item) {
        guard case .object(var members) = item.request.json(item.answer, nil) else { return null() }
        members["id"] = .number(JSONNumber(item.id))
        members["inbox"] = .string(item.name)
        // What one pastes where a signature is verified.
        members["request"] = .string(item.request.text)
        value(.object(members))
    }
}
