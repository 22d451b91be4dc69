internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

/// Runs the transforms of a source. What they see as the message's body is the record, or the data that was made of it.
struct MappingStages {
    let source: Source
    let thread: Int

    /// How long all of it may take as far as stages are told.
    private static let budget = Duration.seconds(10)
    /// What stages see of a delivery that is none.
    private static let id = "dlv_source"

    /// The object that comes out.
    func run(_ rule: SourceRule, over value: JSONValue, at now: Timestamp) throws(MappingProblem) -> JSONValue {
        let frame = MessageFrame()
        frame.load(
            delivery(of: rule, value, now),
            id: Self.id,
            replayOf: nil,
            pipeline: source.path,
            budget: Self.budget
        )
        // Nothing that a stage keeps is written: the event is not accepted yet.
        frame.markTrial(isLive: false)
        frame.setTime(now)
        defer { frame.state.drop() }
        for stage in rule.stages {
            switch verdict(of: stage, frame) {
            case .pass: continue
            case .drop(let reason): throw MappingProblem("\(stage.label): \(reason)")
            case .failed(_, let reason): throw MappingProblem("\(stage.label): \(reason.text)")
            }
        }
        let result: JSONValue
        do throws(JSONError) {
            result = try JSONValue.parse(frame.shownMessage.body)
        } catch {
            throw MappingProblem("what the stages make is no JSON: \(error.message)")
        }
        guard result.objectValue != nil else {
            throw MappingProblem("what the stages make is \(result.article), and data is an object")
        }
        return result
    }

    private func verdict(of stage: PipelineStage, _ frame: MessageFrame) -> StageVerdict {
        do throws(StageUnavailable) {
            guard let configured = stage.stage else { throw StageUnavailable("it was not configured") }
            return try configured.instance(onThread: thread).run(frame)
        } catch {
            return .failed(.configuration, Reason(code: "unavailable", text: error.description))
        }
    }

    private func delivery(of rule: SourceRule, _ value: JSONValue, _ now: Timestamp) -> ClaimedDelivery {
        let body = value.serialized()
        let event = NewEvent(
            id: nil,
            source: source.path,
            type: rule.type,
            subject: nil,
            time: now,
            data: body,
            acceptedAt: now,
            revision: RevisionID(0)
        )
        var delivery = ClaimedDelivery(
            id: DeliveryID(0),
            pipeline: PipelineID(0),
            event: Event(event, id: "evt_source", sequence: EventSequence(0)),
            createdAt: now
        )
        delivery.rendered = RenderedMessage(body: body, contentType: "application/json", headers: [], attributes: [])
        return delivery
    }
}
