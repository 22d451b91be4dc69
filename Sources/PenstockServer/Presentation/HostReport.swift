internal import PenstockCore
internal import PenstockEngine

/// All that `/metrics` and `/v1/status` are made of, at one moment.
struct HostReport: Sendable {
    var metrics: EngineMetrics
    var condition: HostCondition
    /// Nil where the store could not be asked.
    var backlog: [PipelineBacklog]?
    var pendingTimers: Int?
    var process = ProcessFigures()
    var refusals: [ProblemKind: Int] = [:]
    var accessFailures: [AccessFailure: Int] = [:]
    var pipelines: [PipelineSummary] = []
    var plugins: [PluginSummary] = []
    /// The sources that have been silent for longer than they may be.
    var silences: [SourceSilence] = []
    var now: Timestamp

    /// Since when the oldest delivery of a pipeline waits that could be tried; nil where none does.
    func oldestDue(_ lane: PipelineBacklog) -> Timestamp? {
        // Retries are due by the steady clock, events are made by the wall's.
        var lane = lane
        lane.nextDue = lane.nextDue.map { $0 + condition.clockShift }
        return lane.oldestDue(at: now)
    }
}
