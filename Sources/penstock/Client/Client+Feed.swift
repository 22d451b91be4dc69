internal import Foundation
internal import PenstockJSON
internal import Synchronization

#if canImport(FoundationNetworking)
    internal import FoundationNetworking
#endif

extension Client {
    /// Reads server-sent events as they come, until the server ends them.
    /// - Parameter query: Names and values; a value that is nil is left out.
    func feed(
        _ path: [String],
        query: [(name: String, value: String?)]
    ) throws -> AsyncThrowingStream<ServerSentEvents.Event, any Error> {
        let request = try request("GET", path, query)
        let (stream, continuation) = AsyncThrowingStream<ServerSentEvents.Event, any Error>.makeStream()
        let configuration = URLSessionConfiguration.ephemeral
        // Also where nothing happens the server says something every now and then.
        configuration.timeoutIntervalForRequest = Self.timeout
        let session = URLSession(
            configuration: configuration,
            delegate: FeedReader(self, continuation),
            delegateQueue: nil
        )
        session.dataTask(with: request).resume()
        continuation.onTermination = { _ in session.invalidateAndCancel() }
        return stream
    }
}

/// Hands on what a connection brings. The session calls it on one queue, one call after the other.
private final class FeedReader: NSObject, URLSessionDataDelegate {
    private struct State {
        var events = ServerSentEvents()
        /// The body of an answer that is no feed.
        var refusal: [UInt8] = []
        var status = 0
    }

    private let client: Client
    private let continuation: AsyncThrowingStream<ServerSentEvents.Event, any Error>.Continuation
    private let state = Mutex(State())

    init(_ client: Client, _ continuation: AsyncThrowingStream<ServerSentEvents.Event, any Error>.Continuation) {
        self.client = client
        self.continuation = continuation
    }

    func urlSession(
        _ session: URLSession,
        dataTask: URLSessionDataTask,
        didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        state.withLock { $0.status = (response as? HTTPURLResponse)?.statusCode ?? 0 }
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let events = state.withLock { state -> [ServerSentEvents.Event] in
            guard state.status == 200 else {
                state.refusal += data
                return []
            }
            return state.events.take(data)
        }
        for event in events { continuation.yield(event) }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let (status, refusal) = state.withLock { ($0.status, $0.refusal) }
        switch status {
        case 200: continuation.finish()
        case 0: continuation.finish(throwing: client.unanswered())
        default:
            let answer = (try? JSONValue.parse(refusal)) ?? .null
            continuation.finish(throwing: APIProblem(status: status, answer, isBatch: false))
        }
    }
}
