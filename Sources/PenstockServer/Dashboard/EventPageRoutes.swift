internal import Hummingbird
internal import PenstockCore
internal import PenstockDashboard
internal import PenstockEngine

/// The list of events, and each event.
struct EventPageRoutes: Sendable {
    let desk: PageDesk

    private var engine: any EngineService { desk.engine }

    func add(to router: Router<APIContext>) {
        router.get("/events") { request, context in
            desk.show(try await list(request), request, context)
        }
        router.get("/events/:id") { request, context in
            let id = try Request.pathParameter("id", context)
            let source = try QueryReader(request.uri.query, names: ["source"]).text("source")
            let explanation = try await engine.explanation(ofEvent: id, source: source)
            let page = EventPage(
                explanation,
                store: engine.storeID,
                learner: try await learner(of: explanation.record.event)
            )
            return desk.show(page, request, context)
        }
    }

    /// The learner that an event is about; nil where the catalog does not say, or nothing is known of the person.
    private func learner(of event: Event) async throws(Problem) -> String? {
        guard let person = engine.catalog.first(where: { $0.type == event.type })?.person(of: event),
            try await engine.knows(learner: person)
        else { return nil }
        return person
    }

    private func list(_ request: Request) async throws(Problem) -> EventsPage {
        let reader = try QueryReader(request.uri.query, names: QueryReader.eventFilters, isForm: true)
        var query = try reader.eventQuery(engine)
        query.limit = try reader.limit()
        let asked = query
        let (page, lookedBackTo) = try await engine.look { store throws(StoreError) in
            let page = try store.events(asked)
            guard page.items.count < asked.limit, let next = page.next else { return (page, Timestamp?.none) }
            return (page, try store.event(EventSequence(next))?.event.acceptedAt)
        }
        return EventsPage(
            values: try reader.texts(QueryReader.eventFilters),
            types: engine.catalog.map(\.type),
            records: page.items,
            position: ListPosition(
                cursor: try reader.text("cursor"),
                next: page.next.map { Cursor.text($0, in: .events) },
                lookedBackTo: lookedBackTo
            )
        )
    }
}
