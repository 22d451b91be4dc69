internal import HTTPTypes
internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// `GET /v1/status`, `/healthz`, `/readyz` and `/metrics`.
struct StatusRoutes: Sendable {
    let engine: any EngineService
    let configuration: ServerConfiguration

    func add(to router: Router<APIContext>) {
        router.get("/v1/status") { _, _ in try await status() }
        // Alive is whoever answers; whether the store can be written is a matter of being ready.
        router.get("/healthz") { _, _ in Response.text("ok\n") }
        router.get("/readyz") { _, _ -> Response in
            guard engine.isReady else { throw Problem(.stopping, "the engine is starting or shutting down") }
            return .text("ready\n")
        }
        router.get("/metrics") { _, _ in await metrics() }
    }

    private func status() async throws(Problem) -> Response {
        let backlog = try await engine.look { store throws(StoreError) in try store.backlog() }
        let report = StatusReport(backlog: backlog, plugins: engine.plugins)
        return .json { $0.status(report, engine: engine, configuration: configuration) }
    }

    private func metrics() async -> Response {
        // A store that cannot be read must not hide the counters.
        let backlog = try? await engine.look { store throws(StoreError) in try store.backlog() }
        let metrics = MetricsText(
            engine.metrics(),
            backlog: backlog,
            pipelines: engine.pipelines,
            configuration: configuration
        )
        return .text(metrics.text, contentType: "text/plain; version=0.0.4; charset=utf-8")
    }
}
