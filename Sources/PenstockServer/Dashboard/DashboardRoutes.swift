internal import Hummingbird
internal import PenstockDashboard
internal import PenstockEngine

/// The pages that people look at. Each reads what it shows, and hands it to a page that knows no server.
struct DashboardRoutes: Sendable {
    let engine: any EngineService
    /// Nil where nothing can be tried.
    let trying: (any Trying)?
    /// Nil where no link can be tested.
    let links: LinkDoor?
    let configuration: ServerConfiguration
    let refusals: RefusalCounts
    let failures: AccessFailures
    let inbox: KeptInbox

    func add(to router: Router<APIContext>) {
        let desk = PageDesk(engine: engine, configuration: configuration)
        AssetRoutes().add(to: router)
        OverviewRoutes(desk: desk, host: HostReader(engine: engine, refusals: refusals, failures: failures)).add(
            to: router
        )
        EventPageRoutes(desk: desk).add(to: router)
        DeliveryPageRoutes(desk: desk).add(to: router)
        JobPageRoutes(desk: desk).add(to: router)
        LearnerPageRoutes(desk: desk).add(to: router)
        PipelinePageRoutes(desk: desk).add(to: router)
        SourcePageRoutes(desk: desk).add(to: router)
        InventoryPageRoutes(desk: desk, trying: trying).add(to: router)
        TestRoutes(desk: desk, trying: trying).add(to: router)
        LinkPageRoutes(desk: desk, links: links).add(to: router)
        InboxPageRoutes(desk: desk, inbox: inbox).add(to: router)
        SignaturePageRoutes(desk: desk).add(to: router)
        ReferencePageRoutes(desk: desk).add(to: router)
    }
}

/// What every route of a page needs.
struct PageDesk: Sendable {
    let engine: any EngineService
    let configuration: ServerConfiguration

    /// Answers with a page.
    func show(_ page: some Page, _ request: Request, _ context: APIContext) -> Response {
        page.response(for: PageContext(request, context, engine: engine, configuration: configuration))
    }

    /// The beginning of this server's URLs, as whoever asks for a page knows it.
    func address(_ request: Request) -> String {
        let authority = request.head.authority ?? "\(configuration.host):\(configuration.port)"
        return "\(configuration.tls == nil ? "http" : "https")://\(authority)"
    }

    /// Reads a form. That a page of this server sent it was seen to by ``AccessGuard``.
    func form(_ request: Request) async throws -> FormReader {
        try FormReader(try await request.bytes(upTo: configuration.bodyLimit))
    }
}

extension Response {
    /// Leads to a page behind what a form did, so that to load it anew does nothing twice (RFC 9110, section 15.4.4).
    static func see(_ path: Path) -> Response { .redirect(to: path.text, type: .normal) }
}
