internal import HTTPTypes
internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// `POST /v1/events`, `OPTIONS /v1/events`, `GET /v1/events` and `GET /v1/events/{id}`.
struct EventRoutes: Sendable {
    let engine: any EngineService
    let bodyLimit: Int
    let refusals: RefusalCounts

    func add(to router: Router<APIContext>) {
        router.post("/v1/events") { request, _ in
            do {
                return try await accept(request)
            } catch let problem as Problem {
                refusals.count(problem.kind)
                throw problem
            }
        }
        router.get("/v1/events") { request, _ in try await list(request) }
        router.on("/v1/events", method: .options) { request, _ in
            Response.consent(to: request, "GET, HEAD, OPTIONS, POST")
        }
        router.get("/v1/events/:id") { request, context in
            try await show(Request.pathParameter("id", context), request)
        }
    }

    // MARK: In

    private func accept(_ request: Request) async throws -> Response {
        let form = try EventRequest.form(request.headers)
        let body = try await request.bytes(upTo: bodyLimit)
        if form == .batched { return try await acceptBatch(body, request.headers) }
        let draft = try EventRequest.draft(form, request.headers, body)
        do throws(IntakeError) {
            let acceptance = try await engine.accept(draft)
            return .json(.accepted) { $0.acceptance(acceptance) }
        } catch {
            throw Problem(error)
        }
    }

    private func acceptBatch(_ body: [UInt8], _ headers: HTTPFields) async throws(Problem) -> Response {
        let (trace, hops) = (TraceHeaders(headers), try HopHeader(headers))
        let read = try EventBatch.drafts(body).map { item in
            item.map { draft in
                var draft = draft
                trace?.add(to: &draft)
                hops?.add(to: &draft)
                return draft
            }
        }
        var taken = await engine.accept(read.compactMap { try? $0.get() }).makeIterator()
        let answers: [Result<Acceptance, Problem>] = read.map { item in
            switch item {
            case .failure(let problem): .failure(problem)
            case .success:
                (taken.next() ?? .failure(IntakeError(.unavailable, "the engine gave no answer"))).mapError(
                    Problem.init
                )
            }
        }
        for case .failure(let problem) in answers { refusals.count(problem.kind) }
        return BatchAnswer(answers).response
    }

    // MARK: Out

    private func list(_ request: Request) async throws(Problem) -> Response {
        let reader = try QueryReader(request.uri.query, names: QueryReader.eventFilters + ["format"])
        let asked = try reader.eventQuery(engine)
        let format = try ListFormat(reader, request.headers)
        guard format == .json else {
            return try await export(asked, format, limit: try reader.exportLimit(), request.headers.takeTrailers)
        }
        let page = try await events(asked, limit: try reader.limit())
        return .json { json in
            json.page(page, of: .events) { json, record in json.event(record) }
        }
    }

    private func export(
        _ query: EventQuery,
        _ format: ListFormat,
        limit: Int,
        _ hasTrailer: Bool
    ) async throws(Problem) -> Response {
        let export = Export(table: .events, format: format, limit: limit, hasTrailer: hasTrailer) {
            position,
            limit throws(Problem) in
            var query = query
            if let position { query.cursor = EventSequence(position) }
            return try await events(query, limit: limit)
        }
        return try await export.response()
    }

    private func events(_ query: EventQuery, limit: Int) async throws(Problem) -> Page<EventRecord> {
        var query = query
        query.limit = limit
        let asked = query
        return try await engine.look { store throws(StoreError) in try store.events(asked) }
    }

    private func show(_ id: String, _ request: Request) async throws(Problem) -> Response {
        let source = try QueryReader(request.uri.query, names: ["source"]).text("source")
        let (engine, lanes) = (engine, LaneView(engine.pipelines))
        let found = try await engine.look { store throws(StoreError) -> EventDetail? in
            guard let record = try store.event(id, source: source) else { return nil }
            return EventDetail(
                record: record,
                deliveries: try store.deliveries(of: record.event.sequence).map(lanes.seen),
                matches: try engine.explainMatch(record.event, in: store),
                figures: try store.figures(of: record.event.sequence)
            )
        }
        guard let found else { throw engine.missingEvent(id) }
        return .json { $0.event(found, store: engine.storeID) }
    }
}
