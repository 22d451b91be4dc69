package import PenstockCore

/// Where events, deliveries and jobs are.
extension Path {
    package static func event(_ id: String, source: String? = nil) -> Path {
        Path("events", id).with([("source", source)])
    }

    package static func delivery(_ id: DeliveryID, in store: StoreID) -> Path { Path("deliveries", store.text(of: id)) }

    /// Dead letters, with what can be done with many at once.
    package static func dead(_ pipeline: String?) -> Path { Path("dead").with([("pipeline", pipeline)]) }

    package static func job(_ id: JobID, in store: StoreID) -> Path { Path("jobs", store.text(of: id)) }
}
