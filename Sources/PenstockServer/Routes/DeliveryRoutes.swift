internal import HTTPTypes
internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// `GET /v1/deliveries`, `GET /v1/deliveries/{id}` and `POST /v1/deliveries/{id}/retry`, `/cancel` or `/hold`.
struct DeliveryRoutes: Sendable {
    let engine: any EngineService
    let bodyLimit: Int

    func add(to router: Router<APIContext>) {
        router.get("/v1/deliveries") { request, _ in try await list(request) }
        router.get("/v1/deliveries/:id") { _, context in
            try await show(engine.deliveryID(Request.pathParameter("id", context)))
        }
        router.post("/v1/deliveries/:id/retry") { request, context in
            try await retry(engine.deliveryID(Request.pathParameter("id", context)), request)
        }
        router.post("/v1/deliveries/:id/cancel") { _, context in
            try await change(engine.deliveryID(Request.pathParameter("id", context))) { id throws(StoreError) in
                try await engine.cancel(id)
            }
        }
        router.post("/v1/deliveries/:id/hold") { request, context in
            let options = try RequestOptions(try await request.bytes(upTo: bodyLimit), names: ["reason"])
            let text = try options.text("reason") ?? "a person held it"
            return try await change(engine.deliveryID(Request.pathParameter("id", context))) { id throws(StoreError) in
                try await engine.hold(delivery: id, Reason(code: "paused", text: text))
            }
        }
    }

    private func list(_ request: Request) async throws(Problem) -> Response {
        let reader = try QueryReader(request.uri.query, names: QueryReader.deliveryFilters + ["format"])
        let asked = try reader.deliveryQuery(engine)
        let format = try ListFormat(reader, request.headers)
        guard format == .json else {
            return try await export(asked, format, limit: try reader.exportLimit(), request.headers.takeTrailers)
        }
        let page = try await deliveries(asked, limit: try reader.limit())
        let (store, lanes) = (engine.storeID, LaneView(engine.pipelines))
        return .json { json in
            json.page(page, of: .deliveries) { json, record in json.delivery(lanes.seen(record), store: store) }
        }
    }

    private func export(
        _ query: DeliveryQuery,
        _ format: ListFormat,
        limit: Int,
        _ hasTrailer: Bool
    ) async throws(Problem) -> Response {
        let table = ExportTable.deliveries(engine.storeID, seen: LaneView(engine.pipelines).seen)
        let export = Export(table: table, format: format, limit: limit, hasTrailer: hasTrailer) {
            position,
            limit throws(Problem) in
            var query = query
            if let position { query.cursor = DeliveryID(position) }
            return try await deliveries(query, limit: limit)
        }
        return try await export.response()
    }

    private func deliveries(_ query: DeliveryQuery, limit: Int) async throws(Problem) -> Page<DeliveryRecord> {
        var query = query
        query.limit = limit
        let asked = query
        return try await engine.look { store throws(StoreError) in try store.deliveries(asked) }
    }

    private func show(_ id: DeliveryID) async throws(Problem) -> Response {
        let lanes = LaneView(engine.pipelines)
        let found = try await engine.look { store throws(StoreError) -> DeliveryDetail? in
            guard let record = try store.delivery(id) else { return nil }
            return DeliveryDetail(
                record: lanes.seen(record),
                attempts: try store.attempts(of: id),
                rendered: try store.rendered(id)
            )
        }
        guard let found else { throw engine.missing(id) }
        return .json { $0.delivery(found, store: engine.storeID) }
    }

    private func retry(_ id: DeliveryID, _ request: Request) async throws -> Response {
        let options = try RequestOptions(try await request.bytes(upTo: bodyLimit), names: ["render"])
        let render = try options.flag("render")
        return try await change(id, answering: .accepted) { id throws(StoreError) in
            try await engine.retry(id, render: render)
        }
    }

    /// Does something to a delivery and shows what has become of it.
    private func change(
        _ id: DeliveryID,
        answering status: HTTPResponse.Status = .ok,
        _ change: (DeliveryID) async throws(StoreError) -> Void
    ) async throws(Problem) -> Response {
        do throws(StoreError) {
            try await change(id)
        } catch {
            throw error.code == .notFound ? engine.missing(id) : Problem(error)
        }
        let found = try await engine.look { store throws(StoreError) in try store.delivery(id) }
        guard let found else { throw engine.missing(id) }
        let seen = LaneView(engine.pipelines).seen(found)
        return .json(status) { $0.delivery(seen, store: engine.storeID) }
    }
}
