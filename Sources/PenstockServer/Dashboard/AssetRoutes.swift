internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import PenstockDashboard

/// The files that pages refer to.
struct AssetRoutes: Sendable {
    func add(to router: Router<APIContext>) {
        router.get("/assets/:name") { request, context in try asset(request, context) }
    }

    private func asset(_ request: Request, _ context: APIContext) throws(Problem) -> Response {
        let name = try Request.pathParameter("name", context)
        guard let asset = Asset.linked(name) else {
            throw Problem(.notFound, "there is no file '\(name)'; load the page anew")
        }
        var headers = HTTPFields.guarded
        // The name changes with the content, so what a browser has under it stays right (RFC 8246).
        headers[.cacheControl] = "public, max-age=31536000, immutable"
        headers[.eTag] = asset.tag
        if request.headers[.ifNoneMatch]?.contains(asset.tag) == true {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = asset.contentType
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }
}
