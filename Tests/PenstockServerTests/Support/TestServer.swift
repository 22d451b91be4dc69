import Logging
import PenstockCore
import PenstockJSON
import PenstockServer
import ServiceLifecycle
import Synchronization
import Testing

/// A listening server over an engine in memory.
struct TestServer: Sendable {
    let engine: MemoryEngine
    let port: Int
    /// Where strangers come; 0 where they do not.
    var publicPort = 0

    /// Runs a body against a server of its own, which then shuts down gracefully.
    static func run(
        bodyLimit: Int = 1 << 20,
        heartbeat: Duration = .seconds(15),
        reloading: (any Reloading)? = nil,
        trying: (any Trying)? = nil,
        links: (any LinkTesting)? = nil,
        access: AccessSetup = AccessSetup(),
        _ engine: MemoryEngine = MemoryEngine(),
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let (ports, listening) = AsyncStream<ListeningPorts>.makeStream()
        engine.store.tokenList.withLock { $0 = access.tokens }
        let api = PenstockAPI(
            engine: engine,
            reloading: reloading,
            trying: trying,
            links: links,
            access: AccessDesk(
                engine: engine,
                tokens: access.tokens,
                authentication: access.authentication,
                logger: logger
            ),
            configuration: ServerConfiguration(
                port: 0,
                public: access.isPublic ? .init(host: "127.0.0.1", port: 0) : nil,
                hosts: access.hosts,
                version: "1.2.3",
                startedAt: MemoryEngine.epoch,
                bodyLimit: bodyLimit,
                heartbeat: heartbeat
            ),
            logger: logger,
            onListening: { listening.yield($0) }
        )
        let group = ServiceGroup(services: [api], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { listening.finish() }
                try await group.run()
            }
            var iterator = ports.makeAsyncIterator()
            guard let ports = await iterator.next() else { throw NoConnection() }
            let server = TestServer(engine: engine, port: ports.admin, publicPort: ports.public ?? 0)
            let result = await Result { try await body(server) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try result.get()
        }
    }

    /// Sends one request and reads its answer, which must be as the API's description has it.
    /// - Parameter isStranger: Sends it to where strangers come.
    func send(
        _ method: String,
        _ target: String,
        headers: [String] = [],
        body: [UInt8]? = nil,
        host: String = "127.0.0.1",
        isStranger: Bool = false
    ) async throws -> Answer {
        let bytes = Self.request(method, target, headers: headers, body: body, host: host)
        let exchange = try await exchange(isStranger ? publicPort : port, bytes, isHead: method == "HEAD")
        guard let answer = exchange.answers.first else { throw NoConnection() }
        #expect(DescribedAnswers.complaints(method, target, answer) == [])
        return answer
    }

    func get(_ target: String) async throws -> Answer { try await send("GET", target) }

    /// Posts JSON.
    func post(
        _ json: String,
        to target: String = "/v1/events",
        as contentType: String? = "application/json",
        headers: [String] = []
    ) async throws -> Answer {
        let type = contentType.map { ["Content-Type: \($0)"] } ?? []
        return try await send("POST", target, headers: type + headers, body: Array(json.utf8))
    }

    static func request(
        _ method: String,
        _ target: String,
        headers: [String] = [],
        body: [UInt8]? = nil,
        host: String = "127.0.0.1"
    ) -> [UInt8] {
        let length = body.map { ["Content-Length: \($0.count)"] } ?? []
        let lines = ["\(method) \(target) HTTP/1.1", "Host: \(host)"] + headers + length
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? [])
    }
}

extension Result where Failure == any Error {
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

extension Answer {
    /// The body as JSON.
    var json: JSONValue {
        get throws { try JSONValue.parse(body) }
    }

    /// The `type` of a problem document, without `/problems/`.
    var problem: String? {
        guard headers["content-type"] == "application/problem+json" else { return nil }
        return (try? json)?["type"]?.stringValue.map { String($0.dropFirst("/problems/".count)) }
    }

    var detail: String { (try? json)?["detail"]?.stringValue ?? "" }
}

extension JSONValue {
    /// The value at a pointer, for tests that know it is there.
    func at(_ pointer: String) -> JSONValue? { (try? JSONPointer(pointer)).flatMap { self[$0] } }
    var count: Int { arrayValue?.count ?? -1 }
}
