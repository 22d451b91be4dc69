internal import Hummingbird
internal import PenstockCore
internal import PenstockDashboard
internal import PenstockEngine

/// `/pipelines` and `/pipelines/{name}`, with the switches that pause and resume.
struct PipelinePageRoutes: Sendable {
    let desk: PageDesk

    private var engine: any EngineService { desk.engine }
    /// How many revisions a page shows.
    private static let revisions = 10

    func add(to router: Router<APIContext>) {
        router.get("/pipelines") { request, context in
            let standings = try await standings()
            return desk.show(PipelinesPage(pipelines: standings, revision: engine.revision), request, context)
        }
        router.get("/pipelines/:name") { request, context in
            desk.show(try await page(Request.pathParameter("name", context), request), request, context)
        }
        router.post("/pipelines/:name/pause") { request, context in
            try await change(request, context) { name throws(StoreError) in
                try await engine.hold(pipeline: name, Reason(code: "paused", text: "a person paused it"))
            }
        }
        router.post("/pipelines/:name/resume") { request, context in
            try await change(request, context) { name throws(StoreError) in
                try await engine.resume(pipeline: name)
            }
        }
    }

    // MARK: - Looking

    private func standings() async throws(Problem) -> [PipelineStanding] {
        let backlog = try await engine.look { store throws(StoreError) in try store.backlog() }
        let backlogs = Dictionary(backlog.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let counts = engine.metrics().pipelines
        return engine.pipelines.map { summary in
            PipelineStanding(
                summary: summary,
                backlog: backlogs[summary.name],
                counts: counts[summary.name] ?? EngineCounters.PipelineCounts()
            )
        }
    }

    private func page(_ name: String, _ request: Request) async throws(Problem) -> PipelinePage {
        let reader = try QueryReader(request.uri.query, names: ["revision"])
        guard let standing = try await standings().first(where: { $0.summary.name == name }) else {
            throw engine.unknownPipeline(name)
        }
        let (compared, running) = (try reader.revision(), engine.revision)
        let read = try await engine.look { store throws(StoreError) in
            (
                revisions: try store.revisions(before: nil, limit: Self.revisions),
                written: try store.documentText(of: name, in: running),
                compared: try compared.map { id throws(StoreError) in
                    (record: try store.revision(id), text: try store.documentText(of: name, in: id))
                }
            )
        }
        if let compared, read.compared?.record == nil {
            throw Problem(.notFound, "there is no revision \(compared.rawValue)")
        }
        var page = PipelinePage(
            standing: standing,
            effective: engine.effectiveDocument(of: name),
            written: read.written,
            revisions: read.revisions,
            running: running
        )
        if let compared { page.compared = (compared, read.compared?.text) }
        return page
    }

    // MARK: - Doing

    private func change(
        _ request: Request,
        _ context: APIContext,
        _ change: (String) async throws(StoreError) -> Void
    ) async throws -> Response {
        let name = try Request.pathParameter("name", context)
        let form = try await desk.form(request)
        do throws(StoreError) {
            try await change(name)
        } catch {
            throw error.code == .notFound ? engine.unknownPipeline(name) : Problem(error)
        }
        return .see(form.text("back") == "list" ? Path("pipelines") : .pipeline(name))
    }
}

extension QueryReader {
    fileprivate func revision() throws(Problem) -> RevisionID? {
        guard let text = try text("revision") else { return nil }
        guard let number = Int64(text) else {
            throw Problem(.invalidParameter, "'revision' is '\(text)'; it takes a number")
        }
        return RevisionID(number)
    }
}

extension StoreReading {
    /// What a revision has as a pipeline's document; nil where it has none.
    fileprivate func documentText(of pipeline: String, in revision: RevisionID) throws(StoreError) -> String? {
        try documents(of: revision).first { $0.name == pipeline }?.document?.text
    }
}
