internal import Hummingbird
internal import PenstockCore
internal import PenstockDashboard
internal import PenstockEngine

extension PageContext {
    /// What a page knows of the request for it.
    init(
        _ request: Request,
        _ context: APIContext,
        engine: any EngineService,
        configuration: ServerConfiguration
    ) {
        let caller = context.caller
        self.init(
            path: request.uri.path,
            csrf: caller.csrf,
            caller: caller.name,
            mayChange: caller.may(.admin),
            now: engine.now,
            // Strangers need not know it.
            version: caller.may(.read) ? configuration.version : ""
        )
    }
}
