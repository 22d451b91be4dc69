internal import Hummingbird
internal import PenstockCore
internal import PenstockDashboard
internal import PenstockEngine

/// `/learners`, `/learners/{username}` and `/certificates`.
struct LearnerPageRoutes: Sendable {
    let desk: PageDesk

    private var engine: any EngineService { desk.engine }

    func add(to router: Router<APIContext>) {
        router.get("/learners") { request, context in
            let reader = try QueryReader(request.uri.query, names: ["username"], isForm: true)
            guard let username = try reader.text("username") else { return desk.show(LearnersPage(), request, context) }
            return .see(.learner(username))
        }
        router.get("/learners/:username") { request, context in
            let username = try Request.pathParameter("username", context)
            let day = try QueryReader(request.uri.query, names: ["day"]).day(now: engine.now)
            let record = try await engine.learner(username)
            let page = LearnerPage(
                username: record.username,
                standings: record.standings,
                certificates: record.certificates,
                day: day
            )
            return desk.show(page, request, context)
        }
        router.get("/certificates") { request, context in
            desk.show(try await certificates(request), request, context)
        }
    }

    private func certificates(_ request: Request) async throws(Problem) -> CertificatesPage {
        let names = QueryReader.certificateFilters
        let reader = try QueryReader(request.uri.query, names: names, isForm: true)
        let day = try reader.day(now: engine.now)
        let page = try await engine.certificates(try reader.certificateQuery(on: day), limit: try reader.limit())
        return CertificatesPage(
            values: try reader.texts(names),
            records: page.items,
            day: day,
            next: page.next.map { Cursor.text($0, in: .certificates) },
            isBehindFirst: try reader.text("cursor") != nil
        )
    }
}
