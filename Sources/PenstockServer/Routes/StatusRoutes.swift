internal import HTTPTypes
internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// `GET /v1/status`, `/healthz`, `/readyz` and `/metrics`.
struct StatusRoutes: Sendable {
    let engine: any EngineService
    let configuration: ServerConfiguration
    let refusals: RefusalCounts
    let failures: AccessFailures

    func add(to router: Router<APIContext>) {
        router.get("/v1/status") { _, _ in try await status() }
        // Alive is whoever answers; whether the store can be written is a matter of being ready.
        router.get("/healthz") { _, _ in Response.text("ok\n") }
        router.get("/readyz") { _, _ -> Response in
            if let refusal = await engine.condition().refusal { throw Problem(.stopping, refusal.text) }
            return .text("ready\n")
        }
        router.get("/metrics") { _, _ in await metrics() }
    }

    private var host: HostReader { HostReader(engine: engine, refusals: refusals, failures: failures) }

    private func status() async throws(Problem) -> Response {
        let report = try await host.report()
        return .json { $0.status(report, engine: engine, configuration: configuration) }
    }

    private func metrics() async -> Response {
        // A store that cannot be read must not hide the counters.
        let report = await host.reportWhateverTheStore()
        return .text(
            MetricsText(report, configuration: configuration).text,
            contentType: "text/plain; version=0.0.4; charset=utf-8"
        )
    }
}
