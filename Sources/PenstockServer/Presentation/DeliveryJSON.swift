internal import PenstockCore
internal import PenstockJSON

/// All that is told of one delivery.
struct DeliveryDetail: Sendable {
    var record: DeliveryRecord
    var attempts: [Attempt]
    /// What is kept of the message for the next try.
    var rendered: RenderedMessage?
}

extension JSONWriter {
    /// Writes a delivery as lists show it.
    mutating func delivery(_ record: DeliveryRecord, store: StoreID) {
        object { json in json.deliveryMembers(record, store) }
    }

    /// Writes a delivery with its attempts.
    mutating func delivery(_ detail: DeliveryDetail, store: StoreID) {
        object { json in
            json.deliveryMembers(detail.record, store)
            json.key("attempts")
            json.array(detail.attempts) { json, attempt in json.attempt(attempt) }
            if let rendered = detail.rendered {
                json.key("rendered")
                json.object { json in
                    json.member("content_type", rendered.contentType)
                    json.member("headers", rendered.headers)
                    json.member("attributes", rendered.attributes)
                    json.member("revision", rendered.revision?.rawValue)
                    json.member("body", text: rendered.body)
                }
            }
        }
    }

    /// What lists show of a delivery.
    mutating func deliveryMembers(_ record: DeliveryRecord, _ store: StoreID) {
        member("id", store.text(of: record.id))
        member("pipeline", record.pipeline)
        member("event", record.eventID)
        member("type", record.type)
        member("subject", record.subject)
        member("state", record.state.rawValue)
        member("reason", record.reason)
        member("revision", record.revision?.rawValue)
        member("attempt_count", record.attempts)
        member("last_status", record.lastStatus)
        member("created_at", record.createdAt)
        member("updated_at", record.updatedAt)
        member("due_at", record.due)
        member("replay_of", record.replayOf.map { store.text(of: $0) })
        member("duplicate_of", record.duplicateOf.map { store.text(of: $0) })
    }
}
