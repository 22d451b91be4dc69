import PenstockCore
import PenstockJSON
import Testing

@testable import PenstockEngine

@Suite struct `The tail` {
    private func accepted(_ type: String) -> FeedItem {
        let event = Event(
            sequence: EventSequence(1),
            id: "a-1",
            source: "/lms",
            type: type,
            subject: nil,
            time: MemoryEngine.epoch,
            dataContentType: "application/json",
            extensions: [],
            json: [],
            dataRange: 0..<0,
            acceptedAt: MemoryEngine.epoch,
            contradiction: nil,
            revision: RevisionID(1)
        )
        return .accepted(AcceptedEvent(event, [Acceptance.Delivery(id: "dlv_k3f9x2pq_1", pipeline: "hr-webhook")]))
    }

    /// Watches until the feed ends.
    private func watch(
        _ target: String,
        _ body: @escaping @Sendable (Feed) async -> Void
    ) async throws -> (head: Answer?, body: String) {
        let engine = MemoryEngine()
        let (results, result) = AsyncStream<(Answer?, String)>.makeStream()
        try await TestServer.run(engine) { server async throws in
            async let exchange = exchange(
                server.port,
                TestServer.request("GET", target, headers: ["Connection: close"]),
                awaitsClose: true
            )
            while engine.feed.watchers == 0 { await Task.yield() }
            await body(engine.feed)
            engine.feed.end()
            let done = try await exchange
            result.yield((done.answers.first, String(decoding: done.rest, as: UTF8.self)))
        }
        result.finish()
        var iterator = results.makeAsyncIterator()
        let (head, text) = await iterator.next() ?? (nil, "")
        return (head, text)
    }

    @Test func `sends what happens as server-sent events`() async throws {
        let (head, body) = try await watch("/v1/tail") { feed in
            feed.publish { accepted("course.completed") }
        }
        #expect(head?.status == 200)
        #expect(head?.headers["content-type"] == "text/event-stream; charset=utf-8")
        let line = """
            event: accepted
            data: {"at":"2026-03-04T10:00:00Z","event":"a-1","source":"/lms","type":"course.completed",\
            "deliveries":[{"id":"dlv_k3f9x2pq_1","pipeline":"hr-webhook"}]}


            """
        #expect(body.contains(line), "\(body)")
    }

    @Test func `sends only what was asked for`() async throws {
        let (_, body) = try await watch("/v1/tail?type=user.*") { feed in
            feed.publish { accepted("course.completed") }
            feed.publish { accepted("user.added") }
        }
        #expect(body.contains("user.added") && !body.contains("course.completed"))
    }

    @Test func `says how much was missed`() async throws {
        let (_, body) = try await watch("/v1/tail") { feed in
            // More than a buffer, at once: the watcher cannot have taken them all in between.
            for _ in 0..<200 * FeedBuffer.room where feed.missed == 0 { feed.publish { accepted("t") } }
        }
        #expect(body.contains("event: missed\ndata: {\"count\":"), "\(body.suffix(200))")
    }

    @Test func `gives a sign of life where nothing happens`() async throws {
        let engine = MemoryEngine()
        try await TestServer.run(heartbeat: .milliseconds(1), engine) { server async throws in
            let exchange = try await exchange(
                server.port,
                TestServer.request("GET", "/v1/tail"),
                awaiting: "\n:\n\n"
            )
            #expect(!exchange.isClosed)
        }
    }

    @Test func `refuses more watchers than there are seats, and what it does not know`() async throws {
        let engine = MemoryEngine()
        try await TestServer.run(engine) { server async throws in
            let watchers = (0..<Feed.seats).map { _ in engine.feed.watch(FeedFilter()) }
            let answer = try await server.get("/v1/tail")
            #expect(answer.status == 503)
            #expect(answer.problem == "too-many-watchers")
            #expect(watchers.allSatisfy { $0 != nil })
            #expect(try await server.get("/v1/tail?state=ded").detail.contains("is 'dead' meant?"))
            #expect(try await server.get("/v1/tail?pipeline=hr-webhok").problem == "unknown-pipeline")
        }
    }

    @Test func `does not keep the server from stopping`() async throws {
        let engine = MemoryEngine()
        let (ends, end) = AsyncStream<Bool>.makeStream()
        try await TestServer.run(engine) { server async throws in
            Task {
                let bytes = TestServer.request("GET", "/v1/tail")
                end.yield((try? await exchange(server.port, bytes, awaitsClose: true))?.isClosed ?? false)
            }
            while engine.feed.watchers == 0 { await Task.yield() }
        }
        var iterator = ends.makeAsyncIterator()
        #expect(await iterator.next() == true)
    }
}
