internal import HTTPTypes
internal import Hummingbird

/// What browsers are told of pages.
enum PageHeaders {
    /// By the type of what is answered, so that no page can lack them.
    static func add(to response: inout Response) {
        guard let type = response.headers[.contentType].map({ MediaType($0) }), !type.isJSON else { return }
        response.headers[.xContentTypeOptions] = "nosniff"
        guard type.name == "text/html" else { return }
        for field in HTTPFields.guarded { response.headers[field.name] = field.value }
        // People's data is not left in a browser's cache.
        response.headers[.cacheControl] = "no-store"
    }
}
