internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

extension JSONWriter {
    mutating func pipeline(_ pipeline: PipelineSummary) {
        object { json in
            json.member("name", pipeline.name)
            json.member("description", pipeline.description)
            json.member("on", pipeline.on)
            json.member("subject", pipeline.subject)
            json.member("except", pipeline.except)
            json.member("enabled", pipeline.isEnabled)
            json.member("file", pipeline.position.file)
            json.member("line", pipeline.position.line)
            switch pipeline.lane {
            case .open: json.member("lane", "open")
            case .held(let reason):
                json.member("lane", "held")
                json.member("hold", reason)
            }
            if let failing = pipeline.flow.failing { json.failing(failing) }
            json.member("in_flight", pipeline.inFlight)
            json.key("stages")
            json.array(pipeline.stages) { json, stage in
                json.object { json in
                    json.member("kind", stage.kind)
                    json.member("type", stage.type)
                    json.member("with", stage.configuration)
                }
            }
        }
    }

    private mutating func failing(_ failing: LaneFlow.Failing) {
        key("failing")
        object { json in
            json.member("since", failing.since)
            json.member("failures", failing.failures)
            json.member("reason", failing.reason)
            json.member("next_try_at", failing.nextTry)
            json.member("given_up", failing.givenUp)
        }
    }
}
