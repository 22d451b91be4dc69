internal import HTTPTypes
internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// `GET /v1/learners/{username}` and `GET /v1/certificates`.
struct LearnerRoutes: Sendable {
    let engine: any EngineService

    func add(to router: Router<APIContext>) {
        router.get("/v1/learners/:username") { request, context in
            let username = try Request.pathParameter("username", context)
            let day = try QueryReader(request.uri.query, names: ["day"]).day(now: engine.now)
            let record = try await engine.learner(username)
            return Response.json { $0.learner(record, on: day) }
        }
        router.get("/v1/certificates") { request, _ in try await list(request) }
    }

    private func list(_ request: Request) async throws(Problem) -> Response {
        let reader = try QueryReader(request.uri.query, names: QueryReader.certificateFilters + ["format"])
        let day = try reader.day(now: engine.now)
        let query = try reader.certificateQuery(on: day)
        let format = try ListFormat(reader, request.headers)
        guard format == .json else {
            let limit = try reader.exportLimit()
            return try await export(query, on: day, format, limit: limit, request.headers.takeTrailers)
        }
        let page = try await engine.certificates(query, limit: try reader.limit())
        return .json { json in
            json.page(page, of: .certificates) { json, record in json.certificate(record, on: day) }
        }
    }

    private func export(
        _ query: CertificateQuery,
        on day: CalendarDay,
        _ format: ListFormat,
        limit: Int,
        _ hasTrailer: Bool
    ) async throws(Problem) -> Response {
        let table = ExportTable.certificates(on: day)
        let export = Export(table: table, format: format, limit: limit, hasTrailer: hasTrailer) {
            position,
            limit throws(Problem) in
            var query = query
            if let position { query.cursor = CertificatePosition(rawValue: position) }
            return try await engine.certificates(query, limit: limit)
        }
        return try await export.response()
    }
}

extension EngineService {
    /// A page of what expires.
    func certificates(_ query: CertificateQuery, limit: Int) async throws(Problem) -> Page<CertificateRecord> {
        var query = query
        query.limit = limit
        let asked = query
        return try await look { store throws(StoreError) in try store.certificates(asked) }
    }
}
