internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockPipelines

extension JSONWriter {
    /// Writes a source and how it fares, without anything secret.
    mutating func source(_ source: Source, _ memory: SourceMemory, learned: Int) {
        object { json in
            json.member("name", source.name)
            json.member("description", source.description)
            json.member("enabled", source.isEnabled)
            json.member("path", source.path)
            json.key("methods")
            json.array(source.methods) { json, method in json.string(method) }
            json.member("verify", source.verification.summary)
            json.member("zone", source.zone.name)
            json.key("events")
            json.array(source.rules) { json, rule in
                json.object { json in
                    json.member("when", rule.condition)
                    json.member("type", rule.type)
                }
            }
            json.member("learn", source.learns)
            json.member("expect_every", source.expected?.text)
            json.member("last_verified", memory.lastVerified)
            json.member("last_event", memory.lastEvent)
            json.member("events_accepted", memory.events)
            json.key("refused")
            json.array(memory.refused.sorted { ($1.value.last, $0.key) < ($0.value.last, $1.key) }) { json, refused in
                json.object { json in
                    json.member("reason", refused.key)
                    json.member("count", refused.value.count)
                    json.member("last_at", refused.value.last)
                    json.member("last_text", refused.value.text)
                }
            }
            json.member("learned", learned)
            json.member("file", source.position.file)
        }
    }

    /// Writes a request that a source has learned.
    mutating func learned(_ learned: LearnedRequest) {
        object { json in
            json.member("id", Cursor.text(learned.id.rawValue, in: .learned))
            json.member("source", learned.source)
            json.member("at", learned.at)
            json.member("reason", learned.reason)
            json.member("request", try? JSONValue.parse(learned.request))
        }
    }
}
