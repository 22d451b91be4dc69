package import PenstockCore

/// Where pages are that others link to.
extension Path {
    package static func pipeline(_ name: String) -> Path { Path("pipelines", name) }

    package static func eventType(_ name: String) -> Path { Path("catalog", name) }

    package static func learner(_ username: String) -> Path { Path("learners", username) }

    package static func source(_ name: String) -> Path { Path("sources", name) }

    /// A request that a source has learned.
    /// - Parameter deed: What a form does to it; nil for its page.
    package static func learned(_ id: String, of source: String, _ deed: String? = nil) -> Path {
        deed.map { Path("sources", source, "learned", id, $0) } ?? Path("sources", source, "learned", id)
    }

    /// A request that arrived at an inbox.
    package static func caught(_ id: Int) -> Path { Path("inboxes", String(id)) }

    /// The list of deliveries, with the filters of `GET /v1/deliveries`.
    package static func deliveries(_ pipeline: String? = nil, states: [DeliveryState] = []) -> Path {
        let states = states.map(\.rawValue).joined(separator: ",")
        return Path("deliveries").with(("pipeline", pipeline), ("state", states.isEmpty ? nil : states))
    }
}
