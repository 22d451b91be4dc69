internal import PenstockCore
internal import PenstockPipelines
internal import PenstockPlugins
internal import Synchronization

/// A pipeline's stages, ready to be called.
///
/// Whoever works with it holds it: a slice, an attempt that is under way, the generation that it belongs to. When the last
/// of them lets go, nothing of it is in flight, and its transport is stopped and its stages are released in the workshop.
final class Chain: Sendable {
    let pipeline: Pipeline
    let machine: DeliveryMachine
    private let steps: [Step]
    private let signers: [Step]
    private let transportLabel: String
    let transport: StageInstance
    let health: LaneHealth
    /// Takes the pipeline's secrets out of what is kept of its requests.
    let mask: SecretMask
    let requestSample = RequestSample()
    private let workshop: Workshop
    private let hasEnded = Atomic(false)

    private struct Step: Sendable {
        var label: String
        var stage: ConfiguredStage
    }

    /// - Parameter completion: Takes the end of each attempt, on any thread.
    init(
        _ pipeline: Pipeline,
        health: LaneHealth,
        workshop: Workshop,
        completion: @escaping CompletionHandler
    ) throws(StageUnavailable) {
        self.pipeline = pipeline
        self.health = health
        self.workshop = workshop
        mask = pipeline.mask
        machine = DeliveryMachine(retry: pipeline.retry, outcomes: pipeline.outcomes)
        steps = pipeline.stages.compactMap(Self.step)
        signers = pipeline.signers.compactMap(Self.step)
        transportLabel = pipeline.transport.label
        guard let stage = pipeline.transport.stage else {
            throw StageUnavailable("\(pipeline.transport.label) was not configured")
        }
        transport = try stage.activateTransport(completion)
    }

    deinit {
        let (transport, hasEnded) = (transport, hasEnded.load(ordering: .acquiring))
        let isTaken = workshop.add { [pipeline] in
            if !hasEnded { transport.drainAndDeactivate(within: Self.leaving) }
            withExtendedLifetime(pipeline) {}
        }
        // The host ends: nobody else will do it.
        if !isTaken, !hasEnded { transport.drainAndDeactivate(within: Self.leaving) }
    }

    /// How long a transport that has nothing in flight may take to say so.
    private static let leaving = Duration.seconds(1)

    /// Stops the transport with what it has in flight; nothing is submitted any more.
    /// - Parameter budget: After that time, attempts are cut off.
    func end(within budget: Duration) {
        guard !hasEnded.exchange(true, ordering: .acquiringAndReleasing) else { return }
        transport.drainAndDeactivate(within: budget)
    }

    private static func step(_ stage: PipelineStage) -> Step? {
        stage.stage.map { Step(label: stage.label, stage: $0) }
    }

    /// When deliveries are given up while the endpoint does not work.
    var expiry: Expiry { Expiry(span: pipeline.retry.span, deadline: pipeline.retry.deadline) }

    /// The digest of the plugin that a stage comes from; the transport's where none is named.
    func plugin(of label: String?) -> String? {
        let step = (steps + signers).first { $0.label == label }
        return (step?.stage.type ?? transport.type).origin.digest
    }

    /// Runs filters and transforms over a slice, stage by stage, so that one plugin's code stays warm.
    /// - Returns: A verdict for each frame, and the label of the stage that dropped it; what came through is marked as what
    ///   a retry sends.
    func render(_ frames: [MessageFrame], thread: Int) -> [(verdict: StageVerdict, dropper: String?)] {
        var verdicts = [StageVerdict](repeating: .pass, count: frames.count)
        var droppers = [String?](repeating: nil, count: frames.count)
        for step in steps {
            run(step, frames, &verdicts, thread)
            for index in frames.indices where verdicts[index].isDrop && droppers[index] == nil {
                droppers[index] = step.label
            }
        }
        for index in frames.indices where verdicts[index] == .pass { frames[index].keep() }
        return Array(zip(verdicts, droppers))
    }

    /// Runs what every attempt needs anew: the transport's say, then the signers.
    /// - Returns: A verdict for each frame.
    func sign(_ frames: [MessageFrame], thread: Int) -> [StageVerdict] {
        var verdicts = [StageVerdict](repeating: .pass, count: frames.count)
        run(transport, transportLabel, frames, &verdicts)
        for signer in signers { run(signer, frames, &verdicts, thread) }
        return verdicts
    }

    private func run(_ step: Step, _ frames: [MessageFrame], _ verdicts: inout [StageVerdict], _ thread: Int) {
        do throws(StageUnavailable) {
            run(try step.stage.instance(onThread: thread), step.label, frames, &verdicts)
        } catch {
            verdicts = verdicts.map { $0 == .pass ? .unavailable(error, step.label) : $0 }
        }
    }

    private func run(
        _ instance: StageInstance,
        _ label: String,
        _ frames: [MessageFrame],
        _ verdicts: inout [StageVerdict]
    ) {
        instance.run(frames, &verdicts)
        for index in frames.indices where verdicts[index].lacksLabel {
            verdicts[index] = verdicts[index].labelled(label)
        }
    }

    /// Begins the attempt.
    func submit(_ frame: MessageFrame, token: UInt64) -> StageVerdict {
        transport.submit(frame, token: token).labelled(transportLabel)
    }
}
