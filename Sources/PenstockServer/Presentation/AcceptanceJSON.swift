internal import PenstockEngine
internal import PenstockJSON

extension JSONWriter {
    /// Writes `{"id","duplicate","deliveries":[{"id","pipeline"}]}`, with `"differs": true` where it holds.
    mutating func acceptance(_ acceptance: Acceptance) {
        object { json in
            json.member("id", acceptance.id)
            json.member("duplicate", acceptance.isDuplicate)
            if acceptance.differs { json.member("differs", true) }
            json.key("deliveries")
            json.array(acceptance.deliveries) { json, delivery in
                json.object { json in
                    json.member("id", delivery.id)
                    json.member("pipeline", delivery.pipeline)
                }
            }
        }
    }
}
