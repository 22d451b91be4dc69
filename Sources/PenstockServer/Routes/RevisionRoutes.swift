internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// `GET /v1/revisions`, `GET /v1/revisions/{number}` and `GET /v1/revisions/running`.
struct RevisionRoutes: Sendable {
    let engine: any EngineService

    func add(to router: Router<APIContext>) {
        router.get("/v1/revisions") { request, _ in try await list(request) }
        router.get("/v1/revisions/:number") { request, context in
            try await show(Request.pathParameter("number", context), request)
        }
    }

    private func list(_ request: Request) async throws(Problem) -> Response {
        let reader = try QueryReader(request.uri.query, names: ["limit", "cursor"])
        let limit = try reader.limit()
        let cursor = try reader.cursor(.revisions).map(RevisionID.init)
        // One more tells whether there is another page.
        let found = try await engine.look { store throws(StoreError) in
            try store.revisions(before: cursor, limit: limit + 1)
        }
        let items = Array(found.prefix(limit))
        let page = Page(items: items, next: found.count > limit ? items.last?.id.rawValue : nil)
        let running = engine.revision
        return .json { json in
            json.page(page, of: .revisions) { json, record in json.revision(record, running: running) }
        }
    }

    private func show(_ text: String, _ request: Request) async throws(Problem) -> Response {
        let name = try QueryReader(request.uri.query, names: ["pipeline"]).text("pipeline")
        let running = engine.revision
        guard let id = text == "running" ? running : Int64(text).map(RevisionID.init) else {
            throw Problem(.notFound, "'\(text)' is no revision; it takes a number, or 'running'")
        }
        let found = try await engine.look { store throws(StoreError) -> (RevisionRecord, [PipelineDeclaration])? in
            guard let record = try store.revision(id) else { return nil }
            return (record, try store.documents(of: id))
        }
        guard let (record, all) = found else { throw Problem(.notFound, "there is no revision \(id.rawValue)") }
        let pipelines = name.map { name in all.filter { $0.name == name } } ?? all
        if let name, pipelines.isEmpty {
            let hint = nearest(name, in: all.map(\.name)).map { "; is '\($0)' meant?" } ?? ""
            throw Problem(.unknownPipeline, "revision \(id.rawValue) has no pipeline '\(name)'\(hint)")
        }
        return .json { $0.revision(record, pipelines, running: running) }
    }
}
