internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines

/// Makes Penstock's own events about deliveries, for the pipelines that name them.
struct SystemEvents: Sendable {
    let storeID: StoreID
    let revision: RevisionID
    let matching: EventMatching

    private static let source = "/penstock"

    /// The event about a delivery that ended, where anybody wants it.
    ///
    /// None is made about a delivery of a system event, so that they cannot feed on themselves, and none goes through
    /// the pipeline it speaks of.
    func consequences(of settlement: Settlement, _ delivery: ClaimedDelivery, pipeline: String) -> [NewEvent] {
        guard !delivery.event.type.isSystemType else { return [] }
        let type: String
        switch settlement.state {
        case .dead: type = "penstock.delivery.dead"
        case .delivered: type = "penstock.delivery.delivered"
        default: return []
        }
        let subject = "pipeline/\(pipeline)"
        guard matching.isWanted(type: type, subject: subject) else { return [] }
        let data = data(settlement, delivery, pipeline)
        let draft = EventDraft(type: type, data: data)
        let deliveries = matching.deliveries(
            type: type,
            subject: subject,
            keys: EventKeys(draft, source: Self.source, subject: subject, time: settlement.at)
        ).filter { $0.pipeline != delivery.pipeline }
        guard !deliveries.isEmpty else { return [] }
        return [
            NewEvent(
                id: nil,
                source: Self.source,
                type: type,
                subject: subject,
                time: settlement.at,
                data: data,
                acceptedAt: settlement.at,
                revision: revision,
                deliveries: deliveries
            )
        ]
    }

    private func data(_ settlement: Settlement, _ delivery: ClaimedDelivery, _ pipeline: String) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("delivery")
        json.string(storeID.text(of: delivery.id))
        json.key("pipeline")
        json.string(pipeline)
        json.key("state")
        json.string(settlement.state.rawValue)
        json.key("event")
        json.beginObject()
        for (key, value) in [
            ("id", delivery.event.id), ("type", delivery.event.type), ("source", delivery.event.source),
            ("subject", delivery.event.subject),
        ] {
            guard let value else { continue }
            json.key(key)
            json.string(value)
        }
        json.endObject()
        json.key("attempts")
        json.number(Int64(settlement.attempt?.number ?? delivery.attempts))
        if let reason = settlement.reason {
            json.key("reason")
            json.beginObject()
            json.key("code")
            json.string(reason.code)
            json.key("text")
            json.string(reason.text)
            json.endObject()
        }
        if let status = settlement.attempt?.result.status, status != 0 {
            json.key("status")
            json.number(Int64(status))
        }
        json.key("at")
        json.string(settlement.at.description)
        json.endObject()
        return json.bytes
    }
}
