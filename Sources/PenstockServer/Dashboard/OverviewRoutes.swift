internal import Hummingbird
internal import PenstockDashboard
internal import PenstockEngine

/// `/`: what needs a person, and how it goes.
struct OverviewRoutes: Sendable {
    let desk: PageDesk
    let host: HostReader

    func add(to router: Router<APIContext>) {
        router.get("/") { request, context in desk.show(try await overview(request), request, context) }
    }

    private func overview(_ request: Request) async throws(Problem) -> OverviewPage {
        let window = try QueryReader(request.uri.query, names: ["window"]).trafficWindow()
        let engine = desk.engine
        return OverviewPage(
            await host.reportWhateverTheStore(),
            traffic: engine.traffic,
            window: window,
            startedAt: desk.configuration.startedAt,
            revision: engine.revision
        )
    }
}

extension QueryReader {
    fileprivate func trafficWindow() throws(Problem) -> TrafficWindow {
        guard let text = try text("window") else { return .hour }
        guard let window = TrafficWindow(rawValue: text) else {
            let windows = TrafficWindow.allCases.map(\.rawValue).joined(separator: " or ")
            throw Problem(.invalidParameter, "'window' is '\(text)'; it takes \(windows)")
        }
        return window
    }
}
