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
        var events = event(type, of: delivery.pipeline, pipeline, at: settlement.at) { json in
            write(settlement, delivery, pipeline, to: &json)
        }
        if settlement.holdsPipeline?.code == "gone" { events += gone(settlement, delivery, pipeline) }
        return events
    }

    /// An event of Penstock's own, for the pipelines that name its type and are not the one it speaks of.
    func event(
        _ type: String,
        of pipeline: PipelineID,
        _ name: String,
        at now: Timestamp,
        data: (inout JSONWriter) -> Void
    ) -> [NewEvent] {
        event(type, subject: "pipeline/\(name)", except: pipeline, at: now, data: data)
    }

    /// An event of Penstock's own, for the pipelines that name its type.
    /// - Parameter pipeline: The one it speaks of, which does not get it.
    func event(
        _ type: String,
        subject: String,
        except pipeline: PipelineID?,
        at now: Timestamp,
        data: (inout JSONWriter) -> Void
    ) -> [NewEvent] {
        guard matching.isWanted(type: type, subject: subject) else { return [] }
        var json = JSONWriter()
        json.beginObject()
        data(&json)
        json.endObject()
        let draft = EventDraft(type: type, data: json.bytes)
        let deliveries = matching.deliveries(
            type: type,
            subject: subject,
            keys: EventKeys(draft, source: Self.source, subject: subject, time: now)
        ).filter { $0.pipeline != pipeline }
        guard !deliveries.isEmpty else { return [] }
        return [
            NewEvent(
                id: nil,
                source: Self.source,
                type: type,
                subject: subject,
                time: now,
                data: json.bytes,
                acceptedAt: now,
                revision: revision,
                deliveries: deliveries
            )
        ]
    }

    private func write(
        _ settlement: Settlement,
        _ delivery: ClaimedDelivery,
        _ pipeline: String,
        to json: inout JSONWriter
    ) {
        json.key("delivery")
        json.string(storeID.text(of: delivery.id))
        json.key("pipeline")
        json.string(pipeline)
        json.key("state")
        json.string(settlement.state.rawValue)
        json.event(delivery.event)
        json.key("attempts")
        json.number(Int64(settlement.attempt?.number ?? delivery.attempts))
        if let reason = settlement.reason { json.reason(reason) }
        if let status = settlement.attempt?.result.status, status != 0 {
            json.key("status")
            json.number(Int64(status))
        }
        json.key("at")
        json.string(settlement.at.description)
    }
}

extension JSONWriter {
    mutating func event(_ event: Event) {
        key("event")
        beginObject()
        for (name, value) in [
            ("id", event.id), ("type", event.type), ("source", event.source), ("subject", event.subject),
        ] {
            guard let value else { continue }
            key(name)
            string(value)
        }
        endObject()
    }

    mutating func reason(_ reason: Reason) {
        key("reason")
        beginObject()
        key("code")
        string(reason.code)
        key("text")
        string(reason.text)
        endObject()
    }
}
