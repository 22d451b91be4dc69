internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// `GET /v1/timers`, `GET /v1/timers/{id}` and `POST /v1/timers/{id}/move` or `/cancel`.
struct TimerRoutes: Sendable {
    let engine: any EngineService
    let bodyLimit: Int

    func add(to router: Router<APIContext>) {
        router.get("/v1/timers") { request, _ in try await list(request) }
        router.get("/v1/timers/:id") { _, context -> Response in
            let timer = try await find(engine.timerID(Request.pathParameter("id", context)))
            return .json { $0.timer(timer, store: engine.storeID) }
        }
        router.post("/v1/timers/:id/move") { request, context in
            let id = try engine.timerID(Request.pathParameter("id", context))
            let options = try RequestOptions(try await request.bytes(upTo: bodyLimit), names: ["due"])
            let due = try due(try options.text("due"), of: try await find(id))
            return try await change(id) { id throws(StoreError) in try await engine.move(timer: id, to: due) }
        }
        router.post("/v1/timers/:id/cancel") { _, context in
            try await change(engine.timerID(Request.pathParameter("id", context))) { id throws(StoreError) in
                try await engine.cancel(timer: id)
            }
        }
    }

    private func list(_ request: Request) async throws(Problem) -> Response {
        let reader = try QueryReader(request.uri.query, names: QueryReader.timerFilters)
        let query = try reader.timerQuery(engine)
        let page = try await engine.look { store throws(StoreError) in try store.timers(query) }
        return .json { json in
            json.object { json in
                json.key("items")
                json.array(page.items) { json, timer in json.timer(timer, store: engine.storeID) }
                json.member("next", page.next.map { Cursor.text($0) })
            }
        }
    }

    private func find(_ id: TimerID) async throws(Problem) -> TimerRecord {
        let found = try await engine.look { store throws(StoreError) in try store.timer(id) }
        guard let found else { throw engine.missing(id) }
        return found
    }

    /// The moment that a person names; without an offset, by the clocks of the zone that the timer's rule has.
    private func due(_ text: String?, of timer: TimerRecord) throws(Problem) -> Timestamp {
        guard let text else {
            throw Problem(.invalidParameter, "'due' is missing: when the timer is to fire")
        }
        if let moment = Timestamp(text) { return moment }
        let zone = engine.zone(of: timer)
        if let local = Timestamp(text + "Z") ?? Timestamp(text + ":00Z") { return zone.firstMoment(showing: local) }
        throw Problem(
            .invalidParameter,
            """
            'due' is '\(text)'; it takes a date-time such as 2026-12-01T08:00:00Z, or without an offset, as in \
            2026-12-01T08:00, a time in \(zone.name)
            """
        )
    }

    /// Does something to a timer and shows what has become of it.
    private func change(
        _ id: TimerID,
        _ change: (TimerID) async throws(StoreError) -> Void
    ) async throws(Problem) -> Response {
        do throws(StoreError) {
            try await change(id)
        } catch {
            throw error.code == .notFound ? engine.missing(id) : Problem(error)
        }
        let timer = try await find(id)
        return .json { $0.timer(timer, store: engine.storeID) }
    }
}

extension EngineService {
    /// The timer of an id that people see.
    fileprivate func timerID(_ text: String) throws(Problem) -> TimerID {
        guard let id = storeID.timer(text) else {
            throw Problem(
                .notFound,
                "there is no timer '\(text)' in this store; its ids begin with tim_\(storeID.text)_"
            )
        }
        return id
    }

    /// The problem of a timer that is not there.
    fileprivate func missing(_ id: TimerID) -> Problem {
        Problem(.notFound, "there is no timer '\(storeID.text(of: id))'; retention or an erasure may have removed it")
    }

    /// Whose clocks a timer's rule goes by; UTC where the catalog has no such rule any more.
    fileprivate func zone(of timer: TimerRecord) -> Zone {
        let rules = catalog.first { $0.type == timer.type }?.timers ?? []
        let name = rules.first { $0["emit"]?.stringValue == timer.emit }?["zone"]?.stringValue
        return name.flatMap { Zone($0) } ?? .utc
    }
}
