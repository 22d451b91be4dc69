package import PenstockCore

/// Where pages are that others link to.
extension Path {
    package static func pipeline(_ name: String) -> Path { Path("pipelines", name) }

    package static func eventType(_ name: String) -> Path { Path("catalog", name) }

    /// The list of deliveries, with the filters of `GET /v1/deliveries`.
    package static func deliveries(_ pipeline: String? = nil, states: [DeliveryState] = []) -> Path {
        let states = states.map(\.rawValue).joined(separator: ",")
        return Path("deliveries").with(("pipeline", pipeline), ("state", states.isEmpty ? nil : states))
    }
}
