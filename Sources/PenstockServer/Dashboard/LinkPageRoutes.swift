internal import Hummingbird
internal import PenstockCore
internal import PenstockDashboard
internal import PenstockEngine

/// `/test/link`: the test of one link, by the same means as `POST /v1/links/test`.
struct LinkPageRoutes: Sendable {
    let desk: PageDesk
    let links: LinkDoor?

    func add(to router: Router<APIContext>) {
        router.get("/test/link") { request, context in desk.show(try empty(request), request, context) }
        router.post("/test/link") { request, context in
            let form = try await desk.form(request)
            return desk.show(await answer(LinkDraft(form.text)), request, context)
        }
    }

    private func empty(_ request: Request) throws(Problem) -> LinkPage {
        let reader = try QueryReader(request.uri.query, names: ["url", "pipeline"])
        var draft = LinkDraft()
        draft.url = try reader.text("url") ?? ""
        if let pipeline = try reader.text("pipeline") {
            try desk.engine.checkDeclared(pipeline)
            draft.pipeline = pipeline
        }
        return page(draft)
    }

    private func page(_ draft: LinkDraft) -> LinkPage {
        LinkPage(pipelines: desk.engine.pipelines.map(\.name), draft: draft, isAble: links != nil)
    }

    private func answer(_ draft: LinkDraft) async -> LinkPage {
        var page = page(draft)
        guard let links else { return page }
        do throws(LinkRefusal) {
            page.report = try await links.test(try draft.request())
        } catch {
            page.complaint = "Nothing was sent: \(error.message)."
        }
        return page
    }
}
