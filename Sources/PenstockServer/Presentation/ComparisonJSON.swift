internal import PenstockEngine
internal import PenstockJSON

extension JSONWriter {
    /// What a changed directory would have made of past events.
    mutating func comparison(_ comparison: HistoryComparison) {
        object { json in
            json.member("events", comparison.events)
            json.member("without_data", comparison.withoutData)
            json.key("pipelines")
            json.array(comparison.pipelines.sorted { $0.pipeline < $1.pipeline }) { json, pipeline in
                json.object { json in
                    json.member("pipeline", pipeline.pipeline)
                    json.member("same", pipeline.same)
                    json.member("different", pipeline.different)
                    json.member("gained", pipeline.gained)
                    json.member("lost", pipeline.lost)
                }
            }
            json.key("examples")
            json.array(comparison.examples) { json, example in
                json.object { json in
                    json.member("event", example.event)
                    json.member("pipeline", example.pipeline)
                    json.member("before", example.before)
                    json.member("after", example.after)
                }
            }
        }
    }
}
