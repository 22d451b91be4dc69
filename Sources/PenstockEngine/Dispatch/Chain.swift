internal import PenstockCore
internal import PenstockPipelines
internal import PenstockPlugins

/// A pipeline's stages, ready to be called.
final class Chain: Sendable {
    let pipeline: Pipeline
    let id: PipelineID
    let machine: DeliveryMachine
    private let steps: [Step]
    private let signers: [Step]
    private let transportLabel: String
    let transport: StageInstance
    let health: LaneHealth

    private struct Step: Sendable {
        var label: String
        var stage: ConfiguredStage
    }

    /// - Parameter completion: Takes the end of each attempt, on any thread.
    init(
        _ pipeline: Pipeline,
        id: PipelineID,
        health: LaneHealth,
        completion: @escaping CompletionHandler
    ) throws(StageUnavailable) {
        self.pipeline = pipeline
        self.id = id
        self.health = health
        machine = DeliveryMachine(retry: pipeline.retry, outcomes: pipeline.outcomes)
        steps = pipeline.stages.compactMap(Self.step)
        signers = pipeline.signers.compactMap(Self.step)
        transportLabel = pipeline.transport.label
        guard let stage = pipeline.transport.stage else {
            throw StageUnavailable("\(pipeline.transport.label) was not configured")
        }
        transport = try stage.activateTransport(completion)
    }

    private static func step(_ stage: PipelineStage) -> Step? {
        stage.stage.map { Step(label: stage.label, stage: $0) }
    }

    /// When deliveries are given up while the endpoint does not work.
    var expiry: Expiry { Expiry(span: pipeline.retry.span, deadline: pipeline.retry.deadline) }

    /// Runs filters and transforms over a slice, stage by stage, so that one plugin's code stays warm.
    /// - Returns: A verdict for each frame; what came through is marked as what a retry sends.
    func render(_ frames: [MessageFrame], thread: Int) -> [StageVerdict] {
        var verdicts = [StageVerdict](repeating: .pass, count: frames.count)
        for step in steps {
            let instance: StageInstance
            do throws(StageUnavailable) {
                instance = try step.stage.instance(onThread: thread)
            } catch {
                return verdicts.map { $0 == .pass ? .unavailable(error, step.label) : $0 }
            }
            instance.run(frames, &verdicts)
            for index in frames.indices where verdicts[index].lacksLabel {
                verdicts[index] = verdicts[index].labelled(step.label)
            }
        }
        for index in frames.indices where verdicts[index] == .pass { frames[index].keep() }
        return verdicts
    }

    /// Runs what every attempt needs anew: the transport's say, then the signers.
    func sign(_ frame: MessageFrame, thread: Int) -> StageVerdict {
        let prepared = transport.run(frame).labelled(transportLabel)
        guard prepared == .pass else { return prepared }
        for signer in signers {
            do throws(StageUnavailable) {
                let verdict = try signer.stage.instance(onThread: thread).run(frame).labelled(signer.label)
                guard verdict == .pass else { return verdict }
            } catch {
                return .unavailable(error, signer.label)
            }
        }
        return .pass
    }

    /// Begins the attempt.
    func submit(_ frame: MessageFrame, token: UInt64) -> StageVerdict {
        transport.submit(frame, token: token).labelled(transportLabel)
    }
}

extension StageVerdict {
    fileprivate static func unavailable(_ error: StageUnavailable, _ label: String) -> StageVerdict {
        .failed(.configuration, Reason(code: "stage-unavailable", text: error.description, stage: label))
    }

    /// Whether it is a failure that does not say of which stage.
    fileprivate var lacksLabel: Bool {
        guard case .failed(_, let reason) = self else { return false }
        return reason.stage == nil
    }

    fileprivate func labelled(_ label: String) -> StageVerdict {
        guard case .failed(let outcome, let reason) = self else { return self }
        return .failed(outcome, Reason(code: reason.code, text: reason.text, stage: label))
    }
}
