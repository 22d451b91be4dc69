internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockPipelines

/// `POST /v1/trials`: lets an event go through pipelines and shows what every stage makes of it; or, with
/// `against_history`, what the changed directory would have made of past events.
struct TrialRoutes: Sendable {
    let trying: any Trying
    let engine: any EngineService
    let bodyLimit: Int

    private static let names = [
        "event", "event_id", "sample", "set", "pipeline", "live", "changed", "answers", "against_history",
    ]
    private static let mostEvents = 10_000

    func add(to router: Router<APIContext>) {
        router.post("/v1/trials") { request, _ in
            let body = try await request.bytes(upTo: bodyLimit)
            let options = try RequestOptions(body, names: Self.names)
            if let count = try options.integer("against_history", in: 1...Self.mostEvents) {
                return try await compare(last: count, options)
            }
            return try await trial(options)
        }
    }

    // MARK: - One event

    private func trial(_ options: RequestOptions) async throws(Problem) -> Response {
        var request = TrialRequest(try await subject(options))
        request.isLive = try options.flag("live")
        if let name = try options.text("pipeline") { request.pipelines = [name] }
        if let answers = options["answers"] { request.answers = try Self.answers(answers) }
        let isChanged = try options.flag("changed")
        if let name = request.pipelines?.first, !isChanged { try engine.checkDeclared(name) }
        let asked = request
        do throws(TrialFailure) {
            let answer = try await trying.trial(asked, isChanged: isChanged)
            return .json { json in
                json.object { json in
                    json.member("live", asked.isLive)
                    json.member("changed", isChanged)
                    json.member("event", answer.event)
                    json.key("trials")
                    json.array(answer.reports) { json, report in json.value(report) }
                }
            }
        } catch {
            throw Problem(error)
        }
    }

    private func subject(_ options: RequestOptions) async throws(Problem) -> TrialRequest.Subject {
        if let event = options["event"] { return .draft(try Self.draft(event)) }
        if let sample = try options.text("sample") { return .draft(try self.sample(sample, options["set"])) }
        guard let id = try options.text("event_id") else {
            throw Problem(.invalidParameter, "name what is tried: 'event', 'sample' or 'event_id'")
        }
        let record = try await engine.look { store throws(StoreError) in try store.event(id, source: nil) }
        guard let record else { throw Problem(.notFound, "there is no event '\(id)'") }
        guard record.hasPayload else { throw Problem(.conflict, "the data of event '\(id)' is no longer kept") }
        return .event(record.event)
    }

    private static func draft(_ event: JSONValue) throws(Problem) -> EventDraft {
        let bytes = event.serialized()
        return try JSONEvent.draft(bytes, in: 0..<bytes.count, isCloudEvent: event["specversion"] != nil)
    }

    private func sample(_ name: String, _ changes: JSONValue?) throws(Problem) -> EventDraft {
        let known = try engine.eventType(name)
        do {
            let type = try EventType(type: name, schema: known.schema, sample: known.sample ?? .object([:]))
            let changes = try (changes?.objectValue ?? [:]).map { key, value in (try JSONPointer(key), value) }
            return try Self.draft(try type.sampleEvent(setting: changes))
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.invalidParameter, "'set' cannot be done: \(error)")
        }
    }

    private static func answers(_ value: JSONValue) throws(Problem) -> [ScriptedAnswer] {
        let answers = (value.arrayValue ?? []).map(ScriptedAnswer.init(json:))
        guard !answers.isEmpty, !answers.contains(where: { $0 == nil }) else {
            throw Problem(
                .invalidParameter,
                "'answers' is a list of statuses from 100 to 599, \"timeout\" and \"reset\""
            )
        }
        return answers.compactMap(\.self)
    }

    // MARK: - History

    private func compare(last count: Int, _ options: RequestOptions) async throws(Problem) -> Response {
        let pipeline = try options.text("pipeline")
        do throws(TrialFailure) {
            let comparison = try await trying.compare(last: count, pipeline: pipeline)
            return .json { $0.comparison(comparison) }
        } catch {
            throw Problem(error)
        }
    }
}

extension Problem {
    /// Why nothing was tried.
    init(_ failure: TrialFailure) {
        switch failure {
        case .event(let error): self.init(error)
        case .directory(let failure): self.init(failure)
        case .store(let error): self.init(error)
        }
    }
}
