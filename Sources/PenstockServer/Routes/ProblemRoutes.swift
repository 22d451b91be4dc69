internal import Hummingbird
internal import PenstockJSON

/// `GET /problems/{type}`: what a problem document's `type` leads to.
struct ProblemRoutes: Sendable {
    func add(to router: Router<APIContext>) {
        router.get("/problems") { _, _ in
            Response.json { json in json.list(ProblemKind.allCases) { json, kind in json.problemKind(kind) } }
        }
        router.get("/problems/:type") { _, context -> Response in
            let name = try Request.pathParameter("type", context)
            guard let kind = ProblemKind(rawValue: name) else {
                throw Problem(.notFound, "there is no problem '\(name)'")
            }
            return .json { $0.problemKind(kind) }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func problemKind(_ kind: ProblemKind) {
        object { json in
            json.member("type", kind.uri)
            json.member("title", kind.title)
            json.member("status", kind.status)
            json.member("explanation", kind.explanation)
            json.member("remedy", kind.remedy)
        }
    }
}
