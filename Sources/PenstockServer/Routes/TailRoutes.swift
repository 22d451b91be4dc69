internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// `GET /v1/tail`: what happens from now on, as server-sent events (HTML Living Standard, section 9.2).
struct TailRoutes: Sendable {
    let engine: any EngineService
    /// How often a comment is sent where nothing happens: it finds connections that are no more.
    let heartbeat: Duration

    private static let filters = ["pipeline", "state", "type"]

    func add(to router: Router<APIContext>) {
        router.get("/v1/tail") { request, _ in try tail(request) }
    }

    private func tail(_ request: Request) throws(Problem) -> Response {
        let reader = try QueryReader(request.uri.query, names: Self.filters)
        var filter = FeedFilter()
        for name in reader.list("pipeline") {
            guard engine.pipelineID(named: name) != nil else { throw engine.unknownPipeline(name) }
            filter.pipelines.insert(name)
        }
        for text in reader.list("state") { filter.states.insert(try DeliveryState(parameter: text)) }
        filter.type = try reader.text("type")
        guard let watcher = engine.watch(filter) else {
            throw Problem(.tooManyWatchers, "as many watch as may at once; end one of them and try again")
        }
        let body = ResponseBody { [heartbeat] writer in
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    while true {
                        try await Task.sleep(for: heartbeat)
                        watcher.wake()
                    }
                }
                defer { tasks.cancelAll() }
                // Says that the watching has begun: what happens from here on is told.
                try await writer.write(ByteBuffer(string: ": watching\n\n"))
                while let batch = await watcher.next() {
                    try await writer.write(ByteBuffer(bytes: TailText(batch).bytes))
                }
                try await writer.finish(nil)
            }
        }
        return Response(status: .ok, headers: Self.headers, body: body)
    }

    private static let headers: HTTPFields = [
        .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
    ]
}

extension DeliveryState {
    /// Reads the value of a parameter `state`.
    init(parameter text: String) throws(Problem) {
        guard let state = DeliveryState(rawValue: text) else {
            let states = DeliveryState.allCases.map(\.rawValue)
            let hint = nearest(text, in: states).map { "is '\($0)' meant?" }
            throw Problem(
                .invalidParameter,
                "there is no state '\(text)'; \(hint ?? "there are \(states.joined(separator: ", "))")"
            )
        }
        self = state
    }
}
