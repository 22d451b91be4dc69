internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// `GET /v1/plugins`, `GET /v1/catalog` and `GET /v1/catalog/{type}`.
struct InventoryRoutes: Sendable {
    let engine: any EngineService

    func add(to router: Router<APIContext>) {
        router.get("/v1/plugins") { _, _ in
            Response.json { json in json.list(engine.plugins) { json, plugin in json.plugin(plugin) } }
        }
        router.get("/v1/catalog") { _, _ in
            Response.json { json in json.list(engine.catalog) { json, type in json.eventType(type) } }
        }
        router.get("/v1/catalog/:type") { _, context in try show(Request.pathParameter("type", context)) }
    }

    private func show(_ name: String) throws(Problem) -> Response {
        let type = try engine.eventType(name)
        return .json { $0.eventType(type) }
    }
}
