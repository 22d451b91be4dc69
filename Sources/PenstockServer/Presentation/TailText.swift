internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// A part of the feed as server-sent events: `accepted`, `settled` and `missed`, each with one JSON object; a comment
/// where nothing happened.
struct TailText {
    private(set) var bytes: [UInt8] = []

    init(_ batch: FeedWatcher.Batch) {
        for item in batch.items {
            switch item {
            case .accepted(let event): add("accepted") { $0.accepted(event) }
            case .settled(let delivery): add("settled") { $0.settled(delivery) }
            }
        }
        // Those that were missed came behind those that were kept.
        if batch.missed > 0 {
            add("missed") { json in json.object { $0.member("count", batch.missed) } }
        }
        if bytes.isEmpty { bytes = Array(":\n\n".utf8) }
    }

    private mutating func add(_ name: String, _ write: (inout JSONWriter) -> Void) {
        var json = JSONWriter()
        write(&json)
        // JSON has no line breaks of its own, so that it is one line of data.
        bytes += "event: \(name)\ndata: ".utf8
        bytes += json.bytes
        bytes += "\n\n".utf8
    }
}

extension JSONWriter {
    fileprivate mutating func accepted(_ event: AcceptedEvent) {
        object { json in
            json.member("at", event.at)
            json.member("event", event.id)
            json.member("source", event.source)
            json.member("type", event.type)
            json.member("subject", event.subject)
            json.key("deliveries")
            json.array(event.deliveries) { json, delivery in
                json.object { json in
                    json.member("id", delivery.id)
                    json.member("pipeline", delivery.pipeline)
                }
            }
        }
    }

    fileprivate mutating func settled(_ delivery: SettledDelivery) {
        object { json in
            json.member("at", delivery.at)
            json.member("delivery", delivery.id)
            json.member("pipeline", delivery.pipeline)
            json.member("event", delivery.event)
            json.member("type", delivery.type)
            json.member("subject", delivery.subject)
            json.member("state", delivery.state.rawValue)
            json.member("reason", delivery.reason)
            json.member("attempt", delivery.attempt)
            if delivery.status != 0 { json.member("status", delivery.status) }
            json.member("took_us", delivery.took)
            json.member("due_at", delivery.due)
        }
    }
}
