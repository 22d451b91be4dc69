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
            let explanation = try await explain { store throws(StoreError) in
                guard let event = try store.event(id, source: source) else { return nil }
                return (event, try store.deliveries(of: event.event.sequence))
            }
            guard let explanation else { throw engine.missingEvent(id) }
            return .json { $0.explanation(explanation, store: engine.storeID) }
        }
        router.get("/v1/deliveries/:id/explanation") { _, context -> Response in
            let id = try engine.deliveryID(Request.pathParameter("id", context))
            let explanation = try await explain { store throws(StoreError) in
                guard let delivery = try store.delivery(id),
                    let event = try store.event(delivery.event)
                else { return nil }
                return (event, [delivery])
            }
            guard let explanation else { throw engine.missing(id) }
            return .json { $0.explanation(explanation.ofDeliveriesAlone, store: engine.storeID) }
        }
    }

    /// Explains the deliveries that are found, all with one look at the store.
    private func explain(
        _ find: @escaping @Sendable (any StoreReading) throws(StoreError) -> (EventRecord, [DeliveryRecord])?
    ) async throws(Problem) -> EventExplanation? {
        let (engine, lanes) = (engine, LaneView(engine.pipelines))
        return try await engine.look { store throws(StoreError) -> EventExplanation? in
            guard let (event, deliveries) = try find(store) else { return nil }
            var explainer = DeliveryExplainer(store, engine.storeID)
            var explained: [DeliveryExplanation] = []
            for delivery in deliveries { explained.append(try explainer.explain(delivery, seen: lanes.seen)) }
            return EventExplanation(
                event,
                matches: try engine.explainMatch(event.event, in: store),
                deliveries: explained,
                catalog: engine.catalog.map(\.type)
            )
        }
    }
}
