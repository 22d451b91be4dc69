internal import Hummingbird
internal import PenstockCore
internal import PenstockDashboard
internal import PenstockEngine
internal import PenstockJSON

/// `/plugins`, `/catalog` and `/catalog/{type}`.
struct InventoryPageRoutes: Sendable {
    let desk: PageDesk
    let trying: (any Trying)?

    private var engine: any EngineService { desk.engine }

    func add(to router: Router<APIContext>) {
        router.get("/plugins") { request, context in
            let page = PluginsPage(plugins: engine.plugins, quarantined: await engine.condition().quarantined)
            return desk.show(page, request, context)
        }
        router.get("/catalog") { request, context in
            desk.show(CatalogPage(types: engine.catalog), request, context)
        }
        router.get("/catalog/:type") { request, context in
            let type = try engine.eventType(Request.pathParameter("type", context))
            return desk.show(await page(type), request, context)
        }
    }

    private func page(_ type: EventTypeSummary) async -> EventTypePage {
        var page = EventTypePage(type: type)
        guard let trying else {
            page.refusal = "nothing can be tried here"
            return page
        }
        let event: JSONValue = ["type": .string(type.type), "data": type.sample ?? .object(JSONObject())]
        do {
            page.trials = try await trying.trial(TrialRequest(.draft(EventDraft(json: event))), isChanged: false)
                .reports
        } catch let failure as TrialFailure {
            page.refusal = Problem(failure).detail
        } catch {
            page.refusal = "\(error)"
        }
        return page
    }
}
