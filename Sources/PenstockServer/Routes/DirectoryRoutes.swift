internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockPipelines

/// `GET /v1/directory/{name}` and `GET /v1/directory/{name}/{key}`: what events have told.
struct DirectoryRoutes: Sendable {
    let engine: any EngineService

    func add(to router: Router<APIContext>) {
        router.get("/v1/directory/:name") { request, context in
            try await list(try Request.pathParameter("name", context), request)
        }
        router.get("/v1/directory/:name/:key") { _, context in
            try await show(try Request.pathParameter("name", context), try Request.pathParameter("key", context))
        }
    }

    private func list(_ name: String, _ request: Request) async throws(Problem) -> Response {
        try check(name)
        let reader = try QueryReader(request.uri.query, names: ["limit", "after"])
        let (limit, after) = (try reader.limit(), try reader.text("after"))
        let found = try await engine.look { store throws(StoreError) in
            // One more, to know whether there are more.
            try store.directoryRows(name, after: after, limit: limit + 1)
        }
        let rows = found.prefix(limit)
        return .json { json in
            json.object { json in
                json.key("items")
                json.array(rows) { json, row in json.directoryRow(row) }
                if found.count > limit { json.member("next", rows.last?.key) }
            }
        }
    }

    private func show(_ name: String, _ key: String) async throws(Problem) -> Response {
        try check(name)
        let found = try await engine.look { store throws(StoreError) in try store.directoryRow(name, key: key) }
        guard let found else { throw Problem(.notFound, "no event has told '\(name)' of '\(key)'") }
        return .json { $0.directoryRow(found) }
    }

    /// A slip in the name would be read as a directory that nobody has told of anything.
    private func check(_ name: String) throws(Problem) {
        let known = Set(engine.sourceGround.catalog.types.values.compactMap(\.directory?.name))
        guard !known.contains(name) else { return }
        let hint = nearest(name, in: known.sorted()).map { "; is '\($0)' meant?" } ?? ""
        throw Problem(.notFound, "no event type feeds a directory '\(name)'\(hint)")
    }
}

extension JSONWriter {
    fileprivate mutating func directoryRow(_ row: DirectoryRow) {
        object { json in
            json.member("key", row.key)
            json.member("accepted_at", row.acceptedAt)
            json.key("row")
            json.raw(row.json)
        }
    }
}
