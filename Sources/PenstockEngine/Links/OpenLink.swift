package import PenstockCore
internal import PenstockJSON
package import PenstockPipelines
internal import PenstockPlugins
internal import Synchronization

/// A link about to be tested: a transport of its own that is ready, and the request that it will send.
///
/// Opening and closing call the plugin where nothing of the kind may happen twice at once, see ``Workshop``; between them
/// nobody's thread is held.
package final class OpenLink: Sendable {
    private struct Parts {
        var stage: ConfiguredStage
        var instance: StageInstance
    }

    private let parts: Mutex<Parts?>
    private let frame: MessageFrame
    private let request: ShownMessage
    private let pipeline: Pipeline?
    private let results: AsyncStream<AttemptResult>
    private let now: Timestamp

    /// Opens a link. Calls the plugin.
    /// - Parameter pipelines: What runs, where a pipeline is named.
    package init(
        _ link: LinkRequest,
        types: any StageTypes,
        pipelines: PipelineSet,
        catalog: Catalog,
        now: Timestamp
    ) throws(LinkRefusal) {
        try link.check()
        let target: LinkStage
        switch link.subject {
        case .url(let url):
            pipeline = nil
            target = try LinkStage(url: url, link, types)
        case .pipeline(let name):
            guard let found = pipelines[name] else { throw .unknownPipeline(name, among: pipelines) }
            pipeline = found
            target = try LinkStage(of: found, link)
        }
        let message = try LinkMessage(link, pipeline: pipeline, catalog, now: now)
        let stage = try target.configured()
        let (results, arrival) = AsyncStream<AttemptResult>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let frame = MessageFrame()
        let instance: StageInstance
        do throws(StageUnavailable) {
            instance = try stage.activateTransport { _, result in
                frame.land()
                arrival.yield(result)
                arrival.finish()
            }
        } catch {
            throw LinkRefusal(.unusable, error.description)
        }
        do throws(LinkRefusal) {
            request = try Self.prepare(message, frame, instance, target.place.pipeline, link.timeout, now)
        } catch {
            instance.drainAndDeactivate(within: .seconds(1))
            throw error
        }
        parts = Mutex(Parts(stage: stage, instance: instance))
        (self.frame, self.results, self.now) = (frame, results, now)
    }

    private static func prepare(
        _ message: LinkMessage,
        _ frame: MessageFrame,
        _ instance: StageInstance,
        _ pipeline: String,
        _ budget: Duration,
        _ now: Timestamp
    ) throws(LinkRefusal) -> ShownMessage {
        let rendered = RenderedMessage(
            body: message.event.json,
            contentType: message.contentType,
            headers: message.headers,
            attributes: [LinkMessage.attribute]
        )
        frame.load(
            ClaimedDelivery(
                id: DeliveryID(0),
                pipeline: PipelineID(0),
                event: message.event,
                createdAt: now,
                rendered: rendered
            ),
            id: TrialRun.id,
            replayOf: nil,
            pipeline: pipeline,
            budget: budget
        )
        frame.markTrial(isLive: true)
        frame.setTime(now)
        frame.addHeader(TrialRun.testHeader, "true")
        if case .failed(_, let reason) = instance.run(frame) {
            throw LinkRefusal(
                .unusable,
                "no request can be made: \(reason.text); the link's fields are filled from the sample of "
                    + "'\(message.event.type)'"
            )
        }
        // The templates have read what they wanted of the sample; nothing of it is sent.
        frame.setBody(message.body)
        return frame.shownMessage
    }

    /// Sends the request once, and says what came of it.
    package func send() async -> LinkReport {
        guard let instance = parts.withLock({ $0?.instance }) else { return report(.interrupted) }
        if case .failed(let outcome, let reason) = instance.submit(frame, token: 1) {
            frame.land()
            var result = AttemptResult(outcome)
            (result.code, result.sentence) = (reason.code, reason.text)
            return report(result)
        }
        for await result in results { return report(result) }
        return report(.interrupted)
    }

    private func report(_ result: AttemptResult) -> LinkReport {
        LinkReport(request: request, result: result, pipeline: pipeline, now: now)
    }

    /// Ends the transport. Calls the plugin.
    package func close() {
        let parts = parts.withLock { parts in
            defer { parts = nil }
            return parts
        }
        parts?.instance.drainAndDeactivate(within: .seconds(1))
    }
}

extension AttemptResult {
    /// What a test comes to that nobody waits for any more.
    fileprivate static var interrupted: AttemptResult {
        var result = AttemptResult(.transient)
        (result.code, result.sentence) = ("interrupted", "the test was given up before the receiver had answered")
        return result
    }
}

extension LinkRefusal {
    fileprivate static func unknownPipeline(_ name: String, among set: PipelineSet) -> LinkRefusal {
        let hint = nearest(name, in: set.pipelines.map(\.name)).map { "; is '\($0)' meant?" } ?? ""
        return LinkRefusal(.unknownPipeline, "there is no pipeline '\(name)'\(hint)")
    }
}
