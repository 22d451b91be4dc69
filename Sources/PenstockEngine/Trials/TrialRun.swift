internal import PenstockCore
internal import PenstockPipelines
internal import PenstockPlugins

/// One delivery that is none: the stages are called for it, and what becomes of it is decided as for any other.
struct TrialRun {
    private(set) var report: TrialReport
    private let pipeline: Pipeline
    private let machine: DeliveryMachine
    private let frame: MessageFrame
    private let thread: Int
    private let isLive: Bool
    private var claimed: ClaimedDelivery
    private var now: Timestamp
    private let clock = ContinuousClock()

    /// What receivers see of a delivery that is none.
    static let id = "dlv_trial"
    /// A schedule without an end is followed so far.
    private static let mostTries = 100
    private static let budget = Duration.seconds(60)
    /// Chance would make every run another: waits are what the schedule says.
    private static let draw = 0.5

    init(
        _ pipeline: Pipeline,
        _ claimed: ClaimedDelivery,
        _ match: MatchExplanation,
        _ frame: MessageFrame,
        thread: Int,
        isLive: Bool
    ) {
        report = TrialReport(pipeline: pipeline.name, match: match)
        self.pipeline = pipeline
        self.thread = thread
        self.isLive = isLive
        self.frame = frame
        self.claimed = claimed
        now = claimed.createdAt
        machine = DeliveryMachine(retry: pipeline.retry, outcomes: pipeline.outcomes)
    }

    // MARK: - To the end

    /// Goes on until the delivery is final, by what the answers say.
    mutating func deliver(_ answers: [ScriptedAnswer]) {
        var rest = answers[...]
        for _ in 0..<Self.mostTries {
            guard let request = prepare() else { return }
            let answer = rest.count > 1 ? rest.removeFirst() : rest.first ?? .delivered
            if conclude(request, answer.result(isMail: request.isMail)) { return }
        }
        report.state = .waiting
    }

    /// Sends one try.
    mutating func deliver(by live: any LiveSending) {
        guard let request = prepare() else { return }
        let result = live.send(frame, pipeline.transport)
        if !conclude(request, result) { report.state = .waiting }
    }

    /// Runs the stages of one try; nil where one of them has ended the delivery.
    private mutating func prepare() -> ShownMessage? {
        while true {
            load()
            if claimed.rendered == nil {
                if let failure = run(pipeline.stages) {
                    guard fail(failure) else { return nil }
                    continue
                }
                frame.keep()
                claimed.rendered = frame.rendered
            } else {
                frame.keep()
            }
            if isLive { frame.addHeader(Self.testHeader, "true") }
            if let failure = run([pipeline.transport] + pipeline.signers) {
                guard fail(failure) else { return nil }
                continue
            }
            return frame.shownMessage
        }
    }

    /// By which receivers tell a test from a delivery.
    static let testHeader = "webhook-test"

    private func load() {
        frame.load(
            claimed,
            id: Self.id,
            replayOf: nil,
            pipeline: pipeline.name,
            budget: Self.budget
        )
        frame.markTrial(isLive: isLive)
        frame.setTime(now)
    }

    // MARK: - Stages

    /// Runs stages until one of them does not let the message pass.
    private mutating func run(_ stages: [PipelineStage]) -> StageVerdict? {
        for stage in stages {
            let began = clock.now
            let verdict = call(stage)
            let duration = began.duration(to: clock.now)
            note(stage, verdict, duration)
            if verdict != .pass { return verdict }
        }
        return nil
    }

    private func call(_ stage: PipelineStage) -> StageVerdict {
        do throws(StageUnavailable) {
            guard let configured = stage.stage else { throw StageUnavailable("it was not configured") }
            let index = stage.kind == .transport ? 0 : thread
            let verdict = try configured.instance(onThread: index).run(frame)
            return verdict.lacksLabel ? verdict.labelled(stage.label) : verdict
        } catch {
            return .unavailable(error, stage.label)
        }
    }

    /// The first run of each stage is what people see.
    private mutating func note(_ stage: PipelineStage, _ verdict: StageVerdict, _ duration: Duration) {
        let step = TrialReport.Step(
            kind: stage.kind,
            type: stage.typeID,
            name: stage.name,
            label: stage.label,
            verdict: verdict,
            message: verdict == .pass ? frame.shownMessage : nil,
            duration: duration
        )
        if let index = report.steps.firstIndex(where: { $0.label == stage.label }) {
            if verdict != .pass { report.steps[index] = step }
        } else {
            report.steps.append(step)
        }
    }

    // MARK: - What follows

    /// Takes note of a stage that did not let the message pass.
    /// - Returns: Whether the delivery goes on later.
    private mutating func fail(_ verdict: StageVerdict) -> Bool {
        switch verdict {
        case .pass: return true
        case .drop(let text):
            end(.filtered, Reason(code: "filtered", text: text, stage: report.decidingStep?.label))
            return false
        case .failed(let outcome, let reason):
            claimed.stageTries += 1
            let decision = machine.after(
                stageFailure: outcome,
                reason,
                stageTries: claimed.stageTries,
                progress,
                now: now,
                draw: Self.draw
            )
            // A trial shows what happens, and does not sit a fault out.
            if isLive || claimed.stageTries >= Self.mostTries {
                end(.waiting, reason)
                return false
            }
            return carryOut(decision)
        }
    }

    /// Takes note of a try.
    /// - Returns: Whether it was the last.
    private mutating func conclude(_ request: ShownMessage, _ result: AttemptResult) -> Bool {
        claimed.attempts += 1
        claimed.resume = result.resume
        let (outcome, decision) = machine.after(result, progress, now: now, draw: Self.draw)
        report.tries.append(
            TrialReport.Try(number: claimed.attempts, at: now, request: request, result: result, outcome: outcome)
        )
        guard carryOut(decision) else { return true }
        report.tries[report.tries.count - 1].next = now
        return false
    }

    private var progress: DeliveryMachine.Progress {
        DeliveryMachine.Progress(createdAt: claimed.createdAt, attempts: claimed.attempts, attemptsBeforeRetry: 0)
    }

    /// - Returns: Whether the delivery goes on.
    private mutating func carryOut(_ decision: DeliveryMachine.Decision) -> Bool {
        switch decision {
        case .finish(let state, let reason):
            end(state, reason)
            return false
        case .hold(let state, let reason, pipeline: _):
            end(state, reason)
            return false
        case .retry(let at, let reason):
            report.reason = reason
            now = at
            return true
        }
    }

    private mutating func end(_ state: DeliveryState, _ reason: Reason?) {
        report.state = state
        report.reason = reason
        frame.state.drop()
    }
}
