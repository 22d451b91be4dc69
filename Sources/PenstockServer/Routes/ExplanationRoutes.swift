internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// `GET /v1/events/{id}/explanation` and `GET /v1/deliveries/{id}/explanation`: what each pipeline made of an event, what
/// each stage did, and what became of the deliveries.
struct ExplanationRoutes: Sendable {
    let engine: any EngineService

    func add(to router: Router<APIContext>) {
        router.get("/v1/events/:id/explanation") { request, context -> Response in
            let id = try Request.pathParameter("id", context)
            let source = try QueryReader(request.uri.query, names: ["source"]).text("source")
            let explanation = try await engine.explanation(ofEvent: id, source: source)
            return .json { $0.explanation(explanation, store: engine.storeID) }
        }
        router.get("/v1/deliveries/:id/explanation") { _, context -> Response in
            let id = try engine.deliveryID(Request.pathParameter("id", context))
            let explanation = try await engine.explanation(ofDelivery: id)
            return .json { $0.explanation(explanation.ofDeliveriesAlone, store: engine.storeID) }
        }
    }
}
