internal import PenstockCore
internal import PenstockEngine

extension EngineService {
    /// What became of an event.
    func explanation(ofEvent id: String, source: String?) async throws(Problem) -> EventExplanation {
        let found = try await explain { store throws(StoreError) in
            guard let event = try store.event(id, source: source) else { return nil }
            let sequence = event.event.sequence
            return (event, try store.deliveries(of: sequence), try store.timers(of: sequence))
        }
        guard let found else { throw missingEvent(id) }
        return found
    }

    /// What became of the event of a delivery, of whose deliveries that one alone is told.
    func explanation(ofDelivery id: DeliveryID) async throws(Problem) -> EventExplanation {
        let found = try await explain { store throws(StoreError) in
            guard let delivery = try store.delivery(id), let event = try store.event(delivery.event) else { return nil }
            return (event, [delivery], [])
        }
        guard let found else { throw missing(id) }
        return found
    }

    /// Explains the deliveries that are found, all with one look at the store.
    private func explain(
        _ find:
            @escaping @Sendable (any StoreReading) throws(StoreError)
            -> (EventRecord, [DeliveryRecord], [TimerRecord])?
    ) async throws(Problem) -> EventExplanation? {
        let (engine, lanes) = (self, LaneView(pipelines))
        return try await look { store throws(StoreError) -> EventExplanation? in
            guard let (event, deliveries, timers) = try find(store) else { return nil }
            var explainer = DeliveryExplainer(store, engine.storeID)
            var explained: [DeliveryExplanation] = []
            for delivery in deliveries { explained.append(try explainer.explain(delivery, seen: lanes.seen)) }
            return EventExplanation(
                event,
                matches: try engine.explainMatch(event.event, in: store),
                deliveries: explained,
                timers: timers,
                catalog: engine.catalog.map(\.type)
            )
        }
    }
}
