internal import Hummingbird
internal import PenstockCore
internal import PenstockDashboard
internal import PenstockEngine
internal import PenstockPipelines

/// `/sources`, `/sources/{name}`, and what a source has learned below it.
struct SourcePageRoutes: Sendable {
    let desk: PageDesk

    private var engine: any EngineService { desk.engine }
    /// Of each source no more are kept.
    private static let mostLearned = 100

    func add(to router: Router<APIContext>) {
        router.get("/sources") { request, context in
            desk.show(try await list(), request, context)
        }
        router.get("/sources/:name") { request, context in
            desk.show(try await show(Request.pathParameter("name", context), request), request, context)
        }
        router.get("/sources/:name/learned/:id") { request, context in
            let kept = try await engine.learnedRequest(context)
            return desk.show(LearnedPage(KeptRequest(kept)), request, context)
        }
        router.post("/sources/:name/learned/:id/forget") { request, context -> Response in
            _ = try await desk.form(request)
            let kept = try await engine.learnedRequest(context)
            do throws(StoreError) {
                try await engine.forget(kept.id)
            } catch {
                throw Problem(error)
            }
            return .see(Path.source(kept.source).at("learned"))
        }
    }

    private func list() async throws(Problem) -> SourcesPage {
        let counts = try await engine.look { store throws(StoreError) in try store.learnedCounts() }
        return SourcesPage(
            sources: engine.sourceGround.sources.sources.map { source in
                SourceStanding(
                    source: SourceOutline(source),
                    memory: engine.sourceMemory(source.name),
                    learned: counts[source.name] ?? 0
                )
            }
        )
    }

    private func show(_ name: String, _ request: Request) async throws(Problem) -> SourcePage {
        let source = try engine.source(name)
        let learned = try await engine.look { store throws(StoreError) in
            try store.learned(of: name, before: nil, limit: Self.mostLearned)
        }
        return SourcePage(
            standing: SourceStanding(
                source: SourceOutline(source),
                memory: engine.sourceMemory(name),
                learned: learned.count
            ),
            learned: learned.map(KeptRequest.init),
            server: desk.address(request)
        )
    }
}

extension KeptRequest {
    fileprivate init(_ request: LearnedRequest) {
        self.init(id: Cursor.text(request.id.rawValue, in: .learned), request: request)
    }
}
