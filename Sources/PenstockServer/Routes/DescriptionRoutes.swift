internal import Hummingbird
internal import NIOCore
internal import PenstockJSON

/// `GET /openapi.json`: what the API is, for programs.
struct DescriptionRoutes: Sendable {
    private let document: ByteBuffer

    /// - Parameter version: Of Penstock.
    init(version: String) {
        document = ByteBuffer(bytes: APIDocument(version: version).json.serialized(pretty: true))
    }

    func add(to router: Router<APIContext>) {
        router.get("/openapi.json") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: document)
            )
        }
    }
}
