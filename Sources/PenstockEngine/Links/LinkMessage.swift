internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines

/// What is sent to a link that is tested.
struct LinkMessage {
    /// What a template of the pipeline's URL and headers is filled from.
    let event: Event
    let body: [UInt8]
    let contentType: String
    let headers: [EventExtension]

    /// By which the transport knows that it should look closer.
    static let attribute = EventExtension(name: "link-test", value: "true")

    /// - Parameter pipeline: Whose link it is; nil for a URL that was typed.
    init(_ request: LinkRequest, pipeline: Pipeline?, _ catalog: Catalog, now: Timestamp) throws(LinkRefusal) {
        let trial = Trial(catalog: catalog, thread: 0)
        let test: Event
        do throws(IntakeError) {
            var draft = EventDraft(type: LinkRequest.eventType, data: Array("{}".utf8))
            draft.source = "/penstock"
            test = try trial.event(draft, at: now)
        } catch {
            throw LinkRefusal(.unusable, error.message)
        }
        event = pipeline.flatMap { Self.sample(for: $0, trial, catalog, now) } ?? test
        body = request.method == "GET" ? [] : request.body ?? test.json
        let isJSON = request.body.map { (try? JSONValue.parse($0)) != nil } ?? true
        contentType = isJSON ? "application/json" : "text/plain; charset=utf-8"
        headers = request.headers.map { EventExtension(name: $0.name, value: $0.value) }
    }

    /// The first sample of the catalog that the pipeline takes.
    private static func sample(
        for pipeline: Pipeline,
        _ trial: Trial,
        _ catalog: Catalog,
        _ now: Timestamp
    ) -> Event? {
        for name in catalog.names {
            guard let type = catalog[type: name], let json = try? type.sampleEvent(),
                let draft = try? EventDraft(json: json), let event = try? trial.event(draft, at: now)
            else { continue }
            if pipeline.selector.matches(type: event.type, subject: event.subject) { return event }
        }
        return nil
    }
}
