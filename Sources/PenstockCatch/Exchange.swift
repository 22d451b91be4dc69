package import Hummingbird
package import NIOCore
package import PenstockCore
internal import HTTPTypes
internal import PenstockSignatures
internal import ServiceLifecycle

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The edge between what decides and a connection.
extension CaughtRequest {
    /// More than this of a body is not waited for.
    private static let drainLimit = 64 << 20

    /// Reads a request to its end, and keeps so much of its body.
    package init(_ request: Request, keeping limit: Int, at now: Timestamp) async throws {
        var (body, length): ([UInt8], Int) = ([], 0)
        for try await piece in request.body {
            length += piece.readableBytes
            body.append(contentsOf: piece.readableBytesView.prefix(max(limit - body.count, 0)))
            if length > Self.drainLimit { break }
        }
        let host = request.head.authority.map { [SignedRequest.Header("Host", $0)] } ?? []
        self.init(
            number: 0,
            at: now,
            method: request.method.rawValue,
            target: request.uri.string,
            content: SignedRequest(
                headers: host + request.headers.map { .init($0.name.rawName, $0.value) },
                body: body
            ),
            bodyLength: length
        )
    }
}

extension CatchAnswer {
    /// Waits as long as it should, and then answers, or resets the connection.
    package func response(on channel: any Channel) async throws -> Response {
        if delay > .zero {
            // Whoever ends the receiver does not wait for it.
            let delay = delay
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: delay) }
        }
        guard case .status(let status) = kind else { return try await reset(channel) }
        var fields = HTTPFields()
        for header in headers { HTTPField.Name(header.name).map { fields[$0] = header.value } }
        return Response(
            status: .init(code: status),
            headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(string: body))
        )
    }

    /// Resets the connection: without lingering, the system answers what is sent with RST (RFC 9293, section 3.10.7).
    private func reset(_ channel: any Channel) async throws -> Response {
        if let socket = channel as? any SocketOptionProvider {
            try? await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try? await channel.close()
        throw CancellationError()
    }
}
