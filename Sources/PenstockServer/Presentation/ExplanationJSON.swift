internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

extension JSONWriter {
    /// Writes what became of an event, pipeline by pipeline.
    mutating func explanation(_ explanation: EventExplanation, store: StoreID) {
        object { json in
            json.key("event")
            json.event(explanation.record)
            json.member("hint", explanation.hint)
            json.key("pipelines")
            json.array(explanation.parts) { json, part in
                json.object { json in
                    json.member("pipeline", part.pipeline)
                    if let match = part.match { json.matchMembers(match) }
                    guard !part.deliveries.isEmpty else { return }
                    json.key("deliveries")
                    json.array(part.deliveries) { json, delivery in json.explanation(delivery, store) }
                }
            }
            guard !explanation.timers.isEmpty else { return }
            json.key("timers")
            json.array(explanation.timers) { json, timer in json.timer(timer, store: store) }
        }
    }

    private mutating func explanation(_ delivery: DeliveryExplanation, _ store: StoreID) {
        object { json in
            json.deliveryMembers(delivery.record, store)
            json.member("job", delivery.record.job.map { store.text(of: $0) })
            json.member("next", delivery.next)
            switch delivery.path {
            case .unknown(let why): json.member("stages_unknown", why)
            case .known(let traces):
                json.key("stages")
                json.array(traces) { json, trace in
                    json.object { json in
                        json.stageMembers(trace.stage)
                        json.member("end", trace.end.rawValue)
                        json.member("text", trace.text)
                        json.member("revision", trace.revision?.rawValue)
                    }
                }
            }
            json.key("attempts")
            json.array(delivery.attempts) { json, attempt in json.attempt(attempt) }
        }
    }
}
