internal import HTTPTypes
internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// Long work of one kind: `POST` begins it, or says with `dry_run` what it would be about; `GET` shows it;
/// `POST …/{id}/cancel` ends it.
struct JobRoutes: Sendable {
    let kind: Job.Kind
    let engine: any EngineService
    let bodyLimit: Int

    /// How long counting may take before somebody who waits has an answer.
    private static let dryPatience = Duration.seconds(15)
    private static let patience = Duration.seconds(5)

    func add(to router: Router<APIContext>) {
        router.post("\(kind.path)") { request, _ in try await begin(request) }
        router.get("\(kind.path)") { request, _ in try await list(request) }
        router.get("\(kind.path)/:id") { _, context in
            try await show(id(Request.pathParameter("id", context)))
        }
        router.post("\(kind.path)/:id/cancel") { request, context in
            try await cancel(id(Request.pathParameter("id", context)), request)
        }
    }

    private func begin(_ request: Request) async throws -> Response {
        let options = try JobOptions(kind, try await request.bytes(upTo: bodyLimit), engine)
        // What an erasure was about can only be counted before it; there its report comes from.
        let isErasure = kind == .erase
        do throws(StoreError) {
            if options.isDry {
                let finding = try await engine.count(options.request, within: isErasure ? nil : Self.dryPatience)
                return .json { $0.finding(finding, of: options.request) }
            }
            let job = try await engine.begin(options.request, within: isErasure ? nil : Self.patience)
            var response = Response.json(.accepted) { $0.job(job, store: engine.storeID) }
            response.headers[.location] = "\(kind.path)/\(engine.storeID.text(of: job.id))"
            return response
        } catch {
            throw Problem(error)
        }
    }

    private func list(_ request: Request) async throws(Problem) -> Response {
        let reader = try QueryReader(request.uri.query, names: ["limit", "cursor"])
        let limit = try reader.limit()
        let cursor = try reader.cursor(.jobs).map(JobID.init)
        let page = try await engine.look { store throws(StoreError) in
            try store.jobs(of: kind, before: cursor, limit: limit)
        }
        return .json { json in
            json.page(page, of: .jobs) { json, job in json.job(job, store: engine.storeID) }
        }
    }

    private func show(_ id: JobID) async throws(Problem) -> Response {
        let found = try await engine.look { store throws(StoreError) in try store.job(id) }
        guard let found, found.kind == kind else { throw missing(engine.storeID.text(of: id)) }
        return .json { $0.job(found, store: engine.storeID) }
    }

    private func cancel(_ id: JobID, _ request: Request) async throws -> Response {
        let options = try RequestOptions(try await request.bytes(upTo: bodyLimit), names: ["reason"])
        let text = try options.text("reason") ?? "a person cancelled it"
        let found = try await engine.look { store throws(StoreError) in try store.job(id) }
        guard let found, found.kind == kind else { throw missing(engine.storeID.text(of: id)) }
        do throws(StoreError) {
            let job = try await engine.cancel(job: id, Reason(code: "cancelled", text: text))
            return .json { $0.job(job, store: engine.storeID) }
        } catch {
            throw Problem(error)
        }
    }

    private func id(_ text: String) throws(Problem) -> JobID {
        guard let id = engine.storeID.job(text) else { throw missing(text) }
        return id
    }

    private func missing(_ id: String) -> Problem { Problem(.notFound, "there is no \(kind.noun) '\(id)'") }
}

extension Job.Kind {
    /// Where jobs of this kind are found.
    var path: String {
        switch self {
        case .replay: "/v1/replays"
        case .retry: "/v1/retries"
        case .erase: "/v1/erasures"
        case .cancel: "/v1/cancellations"
        }
    }

    var noun: String {
        switch self {
        case .replay: "replay"
        case .retry: "bulk retry"
        case .erase: "erasure"
        case .cancel: "bulk cancellation"
        }
    }
}

extension StoreReading {
    /// Jobs of one kind, newest first.
    fileprivate func jobs(of kind: Job.Kind, before cursor: JobID?, limit: Int) throws(StoreError) -> Page<Job> {
        var (jobs, cursor): ([Job], JobID?) = ([], cursor)
        while true {
            let page = try self.jobs(before: cursor, limit: limit)
            for job in page where job.kind == kind {
                // One more than asked for is there, so there is a next page.
                guard jobs.count < limit else { return Page(items: jobs, next: jobs.last?.id.rawValue) }
                jobs.append(job)
            }
            guard page.count == limit, let last = page.last else { return Page(items: jobs, next: nil) }
            cursor = last.id
        }
    }
}
