internal import PenstockEngine
internal import PenstockJSON

extension JSONWriter {
    mutating func plugin(_ plugin: PluginSummary) {
        object { json in
            json.member("file", plugin.file)
            json.member("loaded", plugin.isLoaded)
            json.member("id", plugin.id)
            json.member("version", plugin.version)
            json.member("vendor", plugin.vendor)
            json.member("sha256", plugin.digest)
            json.key("stages")
            json.array(plugin.stageTypes) { json, type in json.stageType(type) }
            json.key("problems")
            json.array(plugin.problems) { json, problem in
                json.object { json in
                    json.member("severity", problem.isError ? "error" : "warning")
                    json.member("text", problem.sentence)
                }
            }
        }
    }

    private mutating func stageType(_ type: StageTypeSummary) {
        object { json in
            json.member("kind", type.kind)
            json.member("id", type.id)
            json.member("summary", type.summary)
            // A schema that is no JSON would have kept the plugin from loading.
            json.member("schema", try? JSONValue.parse(type.schema))
        }
    }

    mutating func eventType(_ type: EventTypeSummary) {
        object { json in
            json.member("type", type.type)
            json.member("description", type.description)
            json.member("subject", type.subject)
            json.member("person", type.person)
            json.member("key", type.key)
            json.member("strict", type.isStrict)
            json.member("schema", type.schema)
            json.member("sample", type.sample)
            json.member("timers", type.timers.isEmpty ? nil : .array(type.timers))
        }
    }
}
