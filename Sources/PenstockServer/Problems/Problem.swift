internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import PenstockCore
internal import PenstockJSON

/// Why a request failed, as its sender is told (RFC 9457).
struct Problem: Error, Sendable {
    /// What becomes of the connection after the answer.
    enum Ending {
        case keep
        case close
        /// It is closed once the request's body, which nobody has read, has come in.
        case closeAfterBody
    }

    var kind: ProblemKind
    /// What is wrong with this very request, without a full stop.
    var detail: String
    /// For invalid JSON: where, in bytes.
    var offset: Int?
    /// Seconds after which to send the request again, where it is known better than by the kind.
    var retryAfter: Int?
    /// For a bad configuration: what is wrong, and where.
    var diagnostics: [Diagnostic] = []
    /// For a batch of which nothing was stored: what is wrong with which of its items.
    var items: [(index: Int, detail: String)] = []
    var headers: HTTPFields = [:]
    var ending = Ending.keep

    init(_ kind: ProblemKind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }

    static let contentType = "application/problem+json"

    /// Seconds after which an attempt to reach a store or a host that is not available makes sense again.
    private static let patience = 5

    /// The value of `Retry-After` (RFC 9110, section 10.2.3); nil where to repeat the request makes no sense.
    var retryAfterHeader: String? {
        if let retryAfter { return "\(retryAfter)" }
        return kind.status == 503 ? "\(Self.patience)" : nil
    }

    /// The headers with those that come with the status.
    var allHeaders: HTTPFields {
        var headers = headers
        headers[.contentType] = Self.contentType
        headers[.retryAfter] = retryAfterHeader
        if ending != .keep { headers[.connection] = "close" }
        return headers
    }
}

extension JSONWriter {
    /// Writes a problem document.
    mutating func problem(_ problem: Problem) {
        object { json in
            json.member("type", problem.kind.uri)
            json.member("title", problem.kind.title)
            json.member("status", problem.kind.status)
            json.member("detail", problem.detail)
            json.member("offset", problem.offset)
            json.member("retry_after", problem.retryAfter)
            json.diagnostics(problem.diagnostics)
            guard !problem.items.isEmpty else { return }
            json.key("items")
            json.array(problem.items) { json, item in
                json.object { json in
                    json.member("index", item.index)
                    json.member("detail", item.detail)
                }
            }
        }
    }
}

extension Problem: HTTPResponseError {
    var status: HTTPResponse.Status { HTTPResponse.Status(code: kind.status) }

    func response(from request: Request, context: some RequestContext) -> Response {
        var json = JSONWriter()
        json.problem(self)
        let buffer = ByteBuffer(bytes: json.bytes)
        guard ending != .keep, let channel = (context as? APIContext)?.channel else {
            return Response(status: status, headers: allHeaders, body: ResponseBody(byteBuffer: buffer))
        }
        let unread = ending == .closeAfterBody ? request.body : nil
        let body = ResponseBody(contentLength: buffer.readableBytes) { writer in
            try await writer.write(buffer)
            try await writer.finish(nil)
            if let unread {
                var count = 0
                for try await piece in unread {
                    count += piece.readableBytes
                    if count > Request.drainLimit { break }
                }
            }
            try await channel.close()
        }
        return Response(status: status, headers: allHeaders, body: body)
    }
}
