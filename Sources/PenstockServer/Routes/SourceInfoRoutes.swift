internal import HTTPTypes
internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockPipelines

/// `GET /v1/sources`, `GET /v1/sources/{name}`, and what a source has learned below it.
struct SourceInfoRoutes: Sendable {
    let engine: any EngineService

    func add(to router: Router<APIContext>) {
        router.get("/v1/sources") { _, _ in try await list() }
        router.get("/v1/sources/:name") { _, context in try await show(try Request.pathParameter("name", context)) }
        router.get("/v1/sources/:name/learned") { request, context in
            try await learned(try Request.pathParameter("name", context), request)
        }
        router.get("/v1/sources/:name/learned/:id") { _, context in
            let request = try await engine.learnedRequest(context)
            return Response.json { $0.learned(request) }
        }
        router.delete("/v1/sources/:name/learned/:id") { _, context in
            let request = try await engine.learnedRequest(context)
            do throws(StoreError) {
                try await engine.forget(request.id)
            } catch {
                throw Problem(error)
            }
            return Response.json { json in
                json.object { $0.member("removed", Cursor.text(request.id.rawValue, in: .learned)) }
            }
        }
    }

    private func list() async throws(Problem) -> Response {
        let counts = try await engine.look { store throws(StoreError) in try store.learnedCounts() }
        let sources = engine.sourceGround.sources.sources
        return .json { json in
            json.list(sources) { json, source in
                json.source(source, engine.sourceMemory(source.name), learned: counts[source.name] ?? 0)
            }
        }
    }

    private func show(_ name: String) async throws(Problem) -> Response {
        let source = try engine.source(name)
        let counts = try await engine.look { store throws(StoreError) in try store.learnedCounts() }
        return .json { $0.source(source, engine.sourceMemory(name), learned: counts[name] ?? 0) }
    }

    private func learned(_ name: String, _ request: Request) async throws(Problem) -> Response {
        _ = try engine.source(name)
        let reader = try QueryReader(request.uri.query, names: ["limit", "cursor"])
        let limit = try reader.limit()
        let cursor = try reader.cursor(.learned).map(LearnedID.init)
        let found = try await engine.look { store throws(StoreError) in
            // One more, to know whether there are more.
            try store.learned(of: name, before: cursor, limit: limit + 1)
        }
        let items = Array(found.prefix(limit))
        let page = Page(items: items, next: found.count > limit ? items.last?.id.rawValue : nil)
        return .json { json in
            json.page(page, of: .learned) { json, request in json.learned(request) }
        }
    }
}
