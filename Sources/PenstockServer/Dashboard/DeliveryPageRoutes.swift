internal import Hummingbird
internal import PenstockCore
internal import PenstockDashboard
internal import PenstockEngine

/// The list of deliveries, each delivery, and dead letters.
struct DeliveryPageRoutes: Sendable {
    let desk: PageDesk

    private var engine: any EngineService { desk.engine }

    func add(to router: Router<APIContext>) {
        router.get("/deliveries") { request, context in
            desk.show(try await list(request), request, context)
        }
        router.get("/dead") { request, context in
            desk.show(try await dead(request), request, context)
        }
        router.get("/deliveries/:id") { request, context in
            let id = try engine.deliveryID(Request.pathParameter("id", context))
            return desk.show(try await show(id), request, context)
        }
        router.post("/deliveries/:id/retry") { request, context in
            let render = try await desk.form(request).text("render") == "true"
            return try await change(context) { id throws(StoreError) in try await engine.retry(id, render: render) }
        }
        router.post("/deliveries/:id/cancel") { request, context in
            _ = try await desk.form(request)
            return try await change(context) { id throws(StoreError) in try await engine.cancel(id) }
        }
    }

    // MARK: - Looking

    private func list(_ request: Request) async throws(Problem) -> DeliveriesPage {
        let reader = try QueryReader(request.uri.query, names: QueryReader.deliveryFilters, isForm: true)
        let found = try await find(try reader.deliveryQuery(engine), reader)
        return DeliveriesPage(
            values: try reader.texts(QueryReader.deliveryFilters.filter { $0 != "state" })
                .merging(["state": reader.list("state").joined(separator: ",")]) { $1 },
            pipelines: engine.pipelines.map(\.name),
            types: engine.catalog.map(\.type),
            records: found.records,
            position: found.position,
            store: engine.storeID
        )
    }

    private func dead(_ request: Request) async throws(Problem) -> DeadPage {
        let names = QueryReader.deliveryFilters.filter { $0 != "state" }
        let reader = try QueryReader(request.uri.query, names: names, isForm: true)
        var query = try reader.deliveryQuery(engine)
        query.states = [.dead]
        let found = try await find(query, reader)
        return DeadPage(
            values: try reader.texts(names),
            types: engine.catalog.map(\.type),
            records: found.records,
            position: found.position,
            backlog: try await engine.look { store throws(StoreError) in try store.backlog() },
            store: engine.storeID
        )
    }

    /// A page of deliveries as people see them, and where it stands.
    private func find(
        _ query: DeliveryQuery,
        _ reader: QueryReader
    ) async throws(Problem) -> (records: [DeliveryRecord], position: ListPosition) {
        var query = query
        query.limit = try reader.limit()
        let asked = query
        let (page, lookedBackTo) = try await engine.look { store throws(StoreError) in
            let page = try store.deliveries(asked)
            guard page.items.count < asked.limit, let next = page.next else { return (page, Timestamp?.none) }
            return (page, try store.delivery(DeliveryID(next))?.createdAt)
        }
        let position = ListPosition(
            cursor: try reader.text("cursor"),
            next: page.next.map { Cursor.text($0, in: .deliveries) },
            lookedBackTo: lookedBackTo
        )
        return (page.items.map(LaneView(engine.pipelines).seen), position)
    }

    private func show(_ id: DeliveryID) async throws(Problem) -> DeliveryPage {
        let explanation = try await engine.explanation(ofDelivery: id)
        guard let delivery = explanation.parts.lazy.flatMap(\.deliveries).first else { throw engine.missing(id) }
        let rendered = try await engine.look { store throws(StoreError) in try store.rendered(id) }
        return DeliveryPage(
            delivery,
            event: explanation.record.event,
            rendered: rendered,
            store: engine.storeID
        )
    }

    // MARK: - Doing

    /// Does something to a delivery, and shows it again.
    private func change(
        _ context: APIContext,
        _ change: (DeliveryID) async throws(StoreError) -> Void
    ) async throws -> Response {
        let id = try engine.deliveryID(Request.pathParameter("id", context))
        do throws(StoreError) {
            try await change(id)
        } catch {
            throw error.code == .notFound ? engine.missing(id) : Problem(error)
        }
        return .see(.delivery(id, in: engine.storeID))
    }
}
