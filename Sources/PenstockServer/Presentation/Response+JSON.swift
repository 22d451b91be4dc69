internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import PenstockJSON

extension Response {
    private static let jsonHeaders: HTTPFields = [.contentType: "application/json"]

    /// An answer whose body is one JSON value.
    static func json(_ status: HTTPResponse.Status = .ok, _ write: (inout JSONWriter) -> Void) -> Response {
        var json = JSONWriter()
        write(&json)
        return Response(
            status: status,
            headers: jsonHeaders,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes))
        )
    }

    static func text(_ text: String, contentType: String = "text/plain; charset=utf-8") -> Response {
        Response(
            status: .ok,
            headers: [.contentType: contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
