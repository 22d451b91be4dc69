internal import PenstockCore
internal import PenstockJSON

// Penstock's own events about endpoints.

extension SystemEvents {
    /// The endpoint of a pipeline does not work.
    /// - Parameters:
    ///   - now: By the steady clock, which the next probe's time is by.
    ///   - wall: By the wall clock.
    func failing(
        _ opening: Breaker.Opening,
        _ pipeline: PipelineID,
        _ name: String,
        now: Timestamp,
        at wall: Timestamp
    ) -> [NewEvent] {
        event("penstock.endpoint.failing", of: pipeline, name, at: wall) { json in
            json.key("pipeline")
            json.string(name)
            json.key("since")
            json.string(opening.since.description)
            json.key("failures")
            json.number(opening.failures)
            json.reason(opening.reason)
            if opening.status != 0 {
                json.key("status")
                json.number(opening.status)
            }
            json.key("given_up")
            json.number(opening.givenUp)
            json.key("next_try_at")
            json.string((wall + (opening.until - now)).description)
            json.key("at")
            json.string(wall.description)
        }
    }

    /// The endpoint of a pipeline works again.
    /// - Parameter waited: Deliveries that waited for it; nil where nobody could count.
    func recovered(
        _ opening: Breaker.Opening,
        _ pipeline: PipelineID,
        _ name: String,
        waited: Int?,
        at wall: Timestamp
    ) -> [NewEvent] {
        event("penstock.endpoint.recovered", of: pipeline, name, at: wall) { json in
            json.key("pipeline")
            json.string(name)
            json.key("since")
            json.string(opening.since.description)
            json.key("seconds")
            json.number(max((wall - opening.since).microseconds / 1_000_000, 0))
            if let waited {
                json.key("waited")
                json.number(waited)
            }
            json.key("given_up")
            json.number(opening.givenUp)
            json.key("at")
            json.string(wall.description)
        }
    }

    /// The endpoint of a pipeline says that it is no more (HTTP 410): the pipeline is held.
    func gone(_ settlement: Settlement, _ delivery: ClaimedDelivery, _ name: String) -> [NewEvent] {
        event("penstock.endpoint.gone", of: delivery.pipeline, name, at: settlement.at) { json in
            json.key("pipeline")
            json.string(name)
            json.key("delivery")
            json.string(storeID.text(of: delivery.id))
            json.event(delivery.event)
            if let reason = settlement.reason { json.reason(reason) }
            if let status = settlement.attempt?.result.status, status != 0 {
                json.key("status")
                json.number(status)
            }
            json.key("at")
            json.string(settlement.at.description)
        }
    }
}
