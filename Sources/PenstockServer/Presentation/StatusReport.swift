internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// What needs a person now. Pure.
struct StatusReport: Sendable, Equatable {
    private(set) var concerns: [Concern] = []

    /// A delivery that could be tried and has waited longer than this is late.
    private static let patience = Duration.seconds(300)
    /// A clock that is set right by less than this is none to speak of.
    private static let clockTolerance = Duration.seconds(5)

    /// Puts what the store says together with what the engine says: first what concerns all, then pipeline by pipeline.
    init(_ report: HostReport) {
        host(report)
        let lanes = Dictionary(report.metrics.lanes.map { ($0.pipeline, $0) }, uniquingKeysWith: { first, _ in first })
        for backlog in report.backlog ?? [] { pipeline(backlog, lanes[backlog.name], report) }
        for silence in report.silences {
            let silent = Self.words(report.now - silence.since)
            let text = "nothing came to source \(silence.source) for \(silent), and something is expected every "
            concerns.append(
                Concern(
                    kind: .sourceSilent,
                    source: silence.source,
                    since: silence.since,
                    text: text + Self.words(silence.every)
                )
            )
        }
        for problem in report.plugins.flatMap(\.problems) where problem.isError {
            concerns.append(Concern(kind: .plugin, text: problem.sentence))
        }
        for fault in report.condition.quarantined {
            let rest = "; what it had in work is tried again alone, and it stays quarantined until its file is replaced"
            concerns.append(Concern(kind: .plugin, text: fault + rest))
        }
    }

    private mutating func host(_ report: HostReport) {
        if let refusal = report.condition.refusal {
            concerns.append(Concern(kind: .refusing, text: "no events are taken in: \(refusal.text)"))
        } else if let space = report.condition.space, space.free < 2 * space.reserve {
            let text = "the disk fills up: \(space.free.binarySize) free, below \(space.reserve.binarySize) "
            concerns.append(Concern(kind: .disk, text: text + "no events are taken in"))
        }
        let shift = report.condition.clockShift
        if abs(shift.microseconds) > Self.clockTolerance.microseconds {
            let way = shift > .zero ? "forward" : "back"
            let text =
                "the clock of this machine was set \(way) by \(Self.words(shift)) since the start; look whether it is right"
            concerns.append(Concern(kind: .clock, text: text))
        }
        if let files = report.process.files, let limit = report.process.fileLimit, files > limit / 10 * 9 {
            let text =
                "\(files) files are open, and no more than \(limit) may be; raise the limit (LimitNOFILE, ulimit -n)"
            concerns.append(Concern(kind: .files, count: files, text: text))
        }
    }

    private mutating func pipeline(_ lane: PipelineBacklog, _ metrics: LaneMetrics?, _ report: HostReport) {
        if let hold = lane.hold {
            let waiting = lane.pending + lane.waiting
            let rest = waiting == 0 ? "" : "; \(Self.deliveries(waiting)) \(waiting == 1 ? "waits" : "wait")"
            let text = "pipeline \(lane.name) is held (\(hold.code)): \(hold.text)\(rest)"
            add(.pipelineHeld, lane, count: waiting, text)
        } else if metrics?.isBreakerOpen == true {
            add(.breaker, lane, "the endpoint of \(lane.name) keeps failing; it is given a rest and tried now and then")
        } else if let due = report.oldestDue(lane), report.now - due > Self.patience {
            let text = "the oldest delivery of \(lane.name) that is due has waited for \(Self.words(report.now - due))"
            add(.late, lane, since: due, text)
        }
        for (kind, count) in [(Concern.Kind.dead, lane.dead), (.held, lane.held)] where count > 0 {
            let since = kind == .dead ? lane.deadSince : nil
            let age = since.map { ", the oldest for \(Self.words(report.now - $0))" } ?? ""
            let text = "\(Self.deliveries(count)) of \(lane.name) \(count == 1 ? "is" : "are") \(kind.rawValue)\(age)"
            add(kind, lane, count: count, since: since, text)
        }
    }

    private mutating func add(
        _ kind: Concern.Kind,
        _ lane: PipelineBacklog,
        count: Int? = nil,
        since: Timestamp? = nil,
        _ text: String
    ) {
        concerns.append(Concern(kind: kind, pipeline: lane.name, count: count, since: since, text: text))
    }

    private static func deliveries(_ count: Int) -> String { "\(count) \(count == 1 ? "delivery" : "deliveries")" }

    /// A time in its two largest units, such as `2h 5m`.
    static func words(_ duration: Duration) -> String {
        var rest = abs(duration.microseconds) / 1_000_000
        var words: [String] = []
        for (unit, size) in [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)] as [(String, Int64)] where rest >= size {
            words.append("\(rest / size)\(unit)")
            rest %= size
        }
        return words.isEmpty ? "0s" : words.prefix(2).joined(separator: " ")
    }
}

extension JSONWriter {
    mutating func status(_ report: HostReport, engine: any EngineService, configuration: ServerConfiguration) {
        let concerns = StatusReport(report).concerns
        let inFlight = Dictionary(report.pipelines.map { ($0.name, $0.inFlight) }, uniquingKeysWith: { $1 })
        object { json in
            json.member("version", configuration.version)
            json.member("ready", report.condition.refusal == nil)
            json.member("store", engine.storeID.text)
            json.member("started_at", configuration.startedAt)
            json.member("now", report.now)
            json.member("revision", engine.revision.rawValue)
            json.member("needs_attention", !concerns.isEmpty)
            json.key("attention")
            json.array(concerns) { json, concern in
                json.object { json in
                    json.member("kind", concern.kind.rawValue)
                    json.member("pipeline", concern.pipeline)
                    json.member("source", concern.source)
                    json.member("count", concern.count)
                    json.member("since", concern.since)
                    json.member("text", concern.text)
                }
            }
            if let space = report.condition.space {
                json.key("disk")
                json.object { json in
                    json.member("free", space.free)
                    json.member("reserve", space.reserve)
                    json.member("file", space.file)
                    json.member("log", space.log)
                }
            }
            json.key("pipelines")
            json.array(report.backlog ?? []) { json, lane in
                json.lane(lane, inFlight: inFlight[lane.name] ?? 0, oldestDue: report.oldestDue(lane))
            }
        }
    }

    private mutating func lane(_ lane: PipelineBacklog, inFlight: Int, oldestDue: Timestamp?) {
        object { json in
            json.member("name", lane.name)
            json.member("pending", lane.pending)
            json.member("waiting", lane.waiting)
            json.member("in_flight", inFlight)
            json.member("dead", lane.dead)
            json.member("held", lane.held)
            json.member("behind", lane.behind)
            json.member("oldest", lane.oldest)
            json.member("oldest_due", oldestDue)
            json.member("dead_since", lane.deadSince)
            json.member("hold", lane.hold)
        }
    }
}
