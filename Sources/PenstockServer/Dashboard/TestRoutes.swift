internal import Hummingbird
internal import PenstockCore
internal import PenstockDashboard
internal import PenstockEngine

/// `/test`: the testing area. It runs events by the same means as `POST /v1/trials`.
struct TestRoutes: Sendable {
    let desk: PageDesk
    let trying: (any Trying)?

    private var engine: any EngineService { desk.engine }

    func add(to router: Router<APIContext>) {
        router.get("/test") { request, context in desk.show(try empty(request), request, context) }
        router.post("/test") { request, context in
            let form = try await desk.form(request)
            return desk.show(try await answer(form), request, context)
        }
    }

    // MARK: - A form to fill in

    private func empty(_ request: Request) throws(Problem) -> TestPage {
        let reader = try QueryReader(request.uri.query, names: ["type", "pipeline", "as"])
        let name = try reader.text("type")
        var draft = TestDraft(sampleOf: try name.map { name throws(Problem) in try engine.eventType(name) })
        draft.isJSON = try reader.text("as") == "json"
        if let pipeline = try reader.text("pipeline") {
            try engine.checkDeclared(pipeline)
            draft.pipeline = pipeline
        }
        return page(draft)
    }

    private func page(_ draft: TestDraft) -> TestPage {
        TestPage(
            types: engine.catalog,
            pipelines: engine.pipelines.map(\.name),
            draft: draft,
            isAble: trying != nil
        )
    }

    // MARK: - One that was sent

    private func answer(_ form: FormReader) async throws(Problem) -> TestPage {
        let type = try engine.eventType(form.text("type") ?? "")
        var draft: TestDraft
        do throws(TestDraft.Unreadable) {
            draft = try TestDraft(type, form.text)
        } catch {
            var page = page(error.draft)
            page.complaint = error.sentence
            return page
        }
        switch form.text("do") {
        case "json", "fields":
            draft.isJSON = form.text("do") == "json"
            return page(draft)
        default: return try await run(draft, type)
        }
    }

    private func run(_ draft: TestDraft, _ type: EventTypeSummary) async throws(Problem) -> TestPage {
        if let name = draft.pipeline { try engine.checkDeclared(name) }
        var page = page(draft)
        guard let trying else { return page }
        guard !draft.isLive || draft.isConfirmed else {
            page.complaint =
                "Nothing was sent: a live run sends for real. Tick the box beside it too, and run it again."
            return page
        }
        do {
            var request = TrialRequest(.draft(try EventDraft(json: draft.event)))
            request.pipelines = draft.pipeline.map { [$0] }
            request.isLive = draft.isLive
            let answer = try await trying.trial(request, isChanged: false)
            page.outcome = TestPage.Outcome(
                event: answer.event,
                reports: answer.reports,
                isLive: draft.isLive,
                contradiction: type.contradiction(of: draft.data)
            )
        } catch let failure as TrialFailure {
            page.complaint = "The event cannot be tried: \(Problem(failure).detail)."
        } catch let error as IntakeError {
            page.complaint = "The event cannot be tried: \(error.message)."
        } catch {
            page.complaint = "The event cannot be tried: \(error)."
        }
        return page
    }
}
