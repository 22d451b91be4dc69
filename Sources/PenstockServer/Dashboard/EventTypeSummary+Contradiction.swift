internal import PenstockEngine
internal import PenstockJSON
internal import PenstockPipelines

extension EventTypeSummary {
    /// In what data contradicts the schema first, as the event's mark would say it; nil where it does not.
    func contradiction(of data: JSONValue) -> String? {
        schema.flatMap { try? EventType(type: type, schema: $0, sample: .object(JSONObject())) }?.contradiction(
            of: data
        )
    }
}
