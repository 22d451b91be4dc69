internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// How the host stands, and what needs a person now.
struct StatusReport: Sendable, Equatable {
    /// Something that does not go on by itself.
    struct Concern: Sendable, Equatable {
        /// `dead`, `held`, `pipeline-held` or `plugin`.
        var kind: String
        var pipeline: String?
        var count: Int?
        /// A sentence for people, without a full stop.
        var text: String
    }

    var concerns: [Concern]
    var backlog: [PipelineBacklog]

    /// Puts what the store says together with what the engine says.
    init(backlog: [PipelineBacklog], plugins: [PluginSummary]) {
        self.backlog = backlog
        concerns = backlog.flatMap(Self.concerns)
        concerns += plugins.flatMap(\.problems).filter(\.isError).map { problem in
            Concern(kind: "plugin", text: problem.sentence)
        }
    }

    private static func concerns(_ lane: PipelineBacklog) -> [Concern] {
        var concerns: [Concern] = []
        if let hold = lane.hold {
            let waiting = lane.pending + lane.waiting
            let rest = waiting == 0 ? "" : "; \(deliveries(waiting)) \(waiting == 1 ? "waits" : "wait")"
            concerns.append(
                Concern(
                    kind: "pipeline-held",
                    pipeline: lane.name,
                    count: waiting,
                    text: "pipeline \(lane.name) is held (\(hold.code)): \(hold.text)\(rest)"
                )
            )
        }
        for (kind, count) in [("dead", lane.dead), ("held", lane.held)] where count > 0 {
            concerns.append(
                Concern(
                    kind: kind,
                    pipeline: lane.name,
                    count: count,
                    text: "\(deliveries(count)) of \(lane.name) \(count == 1 ? "is" : "are") \(kind)"
                )
            )
        }
        return concerns
    }

    private static func deliveries(_ count: Int) -> String { "\(count) \(count == 1 ? "delivery" : "deliveries")" }
}

extension JSONWriter {
    mutating func status(
        _ report: StatusReport,
        engine: any EngineService,
        configuration: ServerConfiguration
    ) {
        let inFlight = Dictionary(engine.pipelines.map { ($0.name, $0.inFlight) }, uniquingKeysWith: { $1 })
        object { json in
            json.member("version", configuration.version)
            json.member("ready", engine.isReady)
            json.member("store", engine.storeID.text)
            json.member("started_at", configuration.startedAt)
            json.member("now", engine.now)
            json.member("needs_attention", !report.concerns.isEmpty)
            json.key("attention")
            json.array(report.concerns) { json, concern in
                json.object { json in
                    json.member("kind", concern.kind)
                    json.member("pipeline", concern.pipeline)
                    json.member("count", concern.count)
                    json.member("text", concern.text)
                }
            }
            json.key("pipelines")
            json.array(report.backlog) { json, lane in json.lane(lane, inFlight: inFlight[lane.name] ?? 0) }
        }
    }

    private mutating func lane(_ lane: PipelineBacklog, inFlight: Int) {
        object { json in
            json.member("name", lane.name)
            json.member("pending", lane.pending)
            json.member("waiting", lane.waiting)
            json.member("in_flight", inFlight)
            json.member("dead", lane.dead)
            json.member("held", lane.held)
            json.member("oldest", lane.oldest)
            json.member("hold", lane.hold)
        }
    }
}
