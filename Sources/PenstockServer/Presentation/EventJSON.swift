internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// All that is told of one event.
struct EventDetail: Sendable {
    var record: EventRecord
    var deliveries: [DeliveryRecord]
    var matches: [MatchExplanation]
    var figures: EventFigures?
}

extension JSONWriter {
    /// Writes an event as lists show it: its attributes, without extensions and data.
    mutating func event(_ record: EventRecord) {
        object { json in json.eventMembers(record) }
    }

    /// Writes an event with its data, its deliveries, and what each pipeline made of it.
    mutating func event(_ detail: EventDetail, store: StoreID) {
        object { json in
            json.eventMembers(detail.record)
            json.contentMembers(detail.record.event)
            json.key("deliveries")
            json.array(detail.deliveries) { json, delivery in json.delivery(delivery, store: store) }
            json.key("matches")
            json.array(detail.matches) { json, match in
                json.object { json in
                    json.member("pipeline", match.pipeline)
                    json.matchMembers(match)
                }
            }
            if let figures = detail.figures {
                json.key("figures")
                json.object { json in
                    for measure in figures.measures {
                        json.key(measure.name)
                        json.raw(measure.json)
                    }
                }
            }
        }
    }

    /// Whether a pipeline took the event, and why.
    mutating func matchMembers(_ match: MatchExplanation) {
        member("matched", match.isMatched)
        member("clause", match.clause?.rawValue)
        member("reason", match.reason)
    }

    /// What lists leave out of an event: its extensions and its data.
    mutating func contentMembers(_ event: Event) {
        member("datacontenttype", event.dataContentType)
        member("extensions", event.extensions)
        if !event.dataRange.isEmpty {
            key("data")
            raw(event.json[event.dataRange])
        }
    }

    /// What lists show of an event.
    mutating func eventMembers(_ record: EventRecord) {
        let event = record.event
        member("id", event.id)
        member("source", event.source)
        member("type", event.type)
        member("subject", event.subject)
        member("time", event.time)
        member("accepted_at", event.acceptedAt)
        member("contradiction", event.contradiction)
        member("revision", event.revision.rawValue)
        member("delivery_count", record.deliveryCount)
        member("erased_at", record.erasedAt)
        if !record.hasPayload { member("data_removed", record.erasedAt == nil ? "retention" : "erased") }
    }
}
