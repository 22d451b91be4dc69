internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// `GET /v1/pipelines`, `GET /v1/pipelines/{name}` and `POST /v1/pipelines/{name}/pause` or `/resume`.
struct PipelineRoutes: Sendable {
    let engine: any EngineService
    let bodyLimit: Int

    func add(to router: Router<APIContext>) {
        router.get("/v1/pipelines") { _, _ in
            Response.json { json in json.list(engine.pipelines) { json, pipeline in json.pipeline(pipeline) } }
        }
        router.get("/v1/pipelines/:name") { _, context in try show(Request.pathParameter("name", context)) }
        router.post("/v1/pipelines/:name/pause") { request, context in
            let options = try RequestOptions(try await request.bytes(upTo: bodyLimit), names: ["reason"])
            let text = try options.text("reason") ?? "a person paused it"
            return try await change(Request.pathParameter("name", context)) { name throws(StoreError) in
                try await engine.hold(pipeline: name, Reason(code: "paused", text: text))
            }
        }
        router.post("/v1/pipelines/:name/resume") { _, context in
            try await change(Request.pathParameter("name", context)) { name throws(StoreError) in
                try await engine.resume(pipeline: name)
            }
        }
    }

    private func show(_ name: String) throws(Problem) -> Response {
        guard let pipeline = engine.pipelines.first(where: { $0.name == name }) else {
            throw engine.unknownPipeline(name)
        }
        return .json { $0.pipeline(pipeline) }
    }

    /// Does something to a pipeline and shows what has become of it.
    private func change(
        _ name: String,
        _ change: (String) async throws(StoreError) -> Void
    ) async throws(Problem) -> Response {
        do throws(StoreError) {
            try await change(name)
        } catch {
            throw error.code == .notFound ? engine.unknownPipeline(name) : Problem(error)
        }
        return try show(name)
    }
}
