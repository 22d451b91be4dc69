internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// `POST /v1/links/test`: sends one request to a link, marked as a test, and tells all that can be seen of it.
struct LinkRoutes: Sendable {
    let door: LinkDoor
    let bodyLimit: Int

    private static let names = ["url", "pipeline", "method", "headers", "body", "timeout"]

    func add(to router: Router<APIContext>) {
        router.post("/v1/links/test") { request, _ in
            let options = try RequestOptions(try await request.bytes(upTo: bodyLimit), names: Self.names)
            return try await test(try Self.link(options))
        }
    }

    private func test(_ link: LinkRequest) async throws(Problem) -> Response {
        do throws(LinkRefusal) {
            let report = try await door.test(link)
            return .json { $0.value(report) }
        } catch {
            throw Problem(error)
        }
    }

    private static func link(_ options: RequestOptions) throws(Problem) -> LinkRequest {
        var link = LinkRequest(try subject(options))
        link.method = try options.text("method")
        link.headers = try headers(options["headers"])
        if let body = options["body"] { link.body = body.stringValue.map { Array($0.utf8) } ?? body.serialized() }
        if let timeout = try options.text("timeout") {
            do throws(LinkRefusal) {
                link.timeout = try LinkRequest.timeout(timeout)
            } catch {
                throw Problem(error)
            }
        }
        return link
    }

    private static func subject(_ options: RequestOptions) throws(Problem) -> LinkRequest.Subject {
        switch (try options.text("url"), try options.text("pipeline")) {
        case (let url?, nil): return .url(url)
        case (nil, let name?): return .pipeline(name)
        default: throw Problem(.invalidParameter, "name what is tested: either 'url' or 'pipeline'")
        }
    }

    private static func headers(_ value: JSONValue?) throws(Problem) -> [(name: String, value: String)] {
        guard let value else { return [] }
        var headers: [(name: String, value: String)] = []
        for (name, value) in value.objectValue ?? [:] {
            guard let text = value.stringValue else {
                throw Problem(.invalidParameter, "the value of each header must be a string")
            }
            headers.append((name, text))
        }
        guard value.objectValue != nil else {
            throw Problem(.invalidParameter, "'headers' must be an object of names and values")
        }
        return headers
    }
}

extension Problem {
    /// Why a link was not tested.
    init(_ refusal: LinkRefusal) {
        let kind: ProblemKind =
            switch refusal.kind {
            case .invalid: .invalidParameter
            case .unknownPipeline: .unknownPipeline
            case .unusable: .conflict
            case .tooMany: .tooManyTests
            case .stopping: .stopping
            }
        self.init(kind, refusal.message)
        if refusal.kind == .tooMany { retryAfter = 1 }
    }
}
