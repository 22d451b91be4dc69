internal import Logging
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins
internal import PenstockServer

/// Tests links for a running server, with the plugins that it runs and what its settings allow them to reach.
struct LinkDesk: LinkTesting {
    let engine: Engine
    let reloader: Reloader
    let logger: Logger

    func test(_ link: LinkRequest) async throws(LinkRefusal) -> JSONValue {
        let services = HostServices(
            logger: logger,
            egress: reloader.settings.egress,
            metrics: engine.pluginMetrics
        )
        return try await engine.test(link, types: InstalledStageTypes(engine.pluginSet, services: services))
    }
}
