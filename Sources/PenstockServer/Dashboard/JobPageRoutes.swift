internal import Hummingbird
internal import PenstockCore
internal import PenstockDashboard
internal import PenstockEngine
internal import PenstockJSON

/// What is done to many deliveries at once: the page that asks, and jobs.
struct JobPageRoutes: Sendable {
    let desk: PageDesk

    private var engine: any EngineService { desk.engine }

    /// How long counting may take before somebody who waits has an answer.
    private static let patience = Duration.seconds(5)

    func add(to router: Router<APIContext>) {
        router.get("/bulk") { request, context in
            desk.show(try await ask(request), request, context)
        }
        router.post("/bulk") { request, _ -> Response in
            let form = try await desk.form(request)
            let job = try await begin(try BulkForm(engine, form.text).request)
            return .see(.job(job.id, in: engine.storeID))
        }
        router.get("/jobs") { request, context in
            desk.show(try await list(request), request, context)
        }
        router.get("/jobs/:id") { request, context in
            let job = try await job(Request.pathParameter("id", context))
            return desk.show(JobPage(job, store: engine.storeID), request, context)
        }
        router.post("/jobs/:id/cancel") { request, context -> Response in
            _ = try await desk.form(request)
            let job = try await job(Request.pathParameter("id", context))
            do throws(StoreError) {
                _ = try await engine.cancel(job: job.id, Reason(code: "cancelled", text: "a person cancelled it"))
            } catch {
                throw Problem(error)
            }
            return .see(.job(job.id, in: engine.storeID))
        }
    }

    /// Says what would happen to how many; nothing has happened yet.
    private func ask(_ request: Request) async throws(Problem) -> BulkPage {
        let reader = try QueryReader(request.uri.query, names: BulkForm.fields, isForm: true)
        let asked = try reader.texts(BulkForm.fields)
        var form = try BulkForm(engine) { asked[$0] }
        // What comes while somebody reads the page is not of it.
        form.request.until = form.request.until ?? engine.now
        do throws(StoreError) {
            let finding = try await engine.count(form.request, within: Self.patience)
            return BulkPage(form.request, finding: finding, values: form.values)
        } catch {
            throw Problem(error)
        }
    }

    private func begin(_ request: JobRequest) async throws(Problem) -> Job {
        do throws(StoreError) {
            return try await engine.begin(request, within: Self.patience)
        } catch {
            throw Problem(error)
        }
    }

    private func list(_ request: Request) async throws(Problem) -> JobsPage {
        let reader = try QueryReader(request.uri.query, names: ["limit", "cursor"])
        let (limit, cursor) = (try reader.limit(), try reader.cursor(.jobs).map(JobID.init))
        let jobs = try await engine.look { store throws(StoreError) in
            try store.jobs(before: cursor, limit: limit + 1)
        }
        let shown = Array(jobs.prefix(limit))
        let next = jobs.count > limit ? shown.last.map { Cursor.text($0.id.rawValue, in: .jobs) } : nil
        return JobsPage(
            shown,
            position: ListPosition(cursor: try reader.text("cursor"), next: next),
            store: engine.storeID
        )
    }

    private func job(_ text: String) async throws(Problem) -> Job {
        let found = try await engine.look { [engine] store throws(StoreError) in
            guard let id = engine.storeID.job(text) else { return Job?.none }
            return try store.job(id)
        }
        guard let found else { throw Problem(.notFound, "there is no job '\(text)'") }
        return found
    }
}

/// What a person asks of many deliveries, in the fields of a form.
struct BulkForm {
    static let fields = ["work", "pipeline", "type", "subject", "source", "since", "until", "state"]

    private let work: String
    var request: JobRequest

    /// - Throws: What is wrong with the fields, as the API words it.
    init(_ engine: any EngineService, _ field: (String) -> String?) throws(Problem) {
        work = field("work") ?? "retry"
        let kind: Job.Kind
        switch work {
        case "retry", "render": kind = .retry
        case "replay": kind = .replay
        case "cancel": kind = .cancel
        default: throw Problem(.invalidParameter, "'work' is '\(work)'; it takes retry, render, replay or cancel")
        }
        var json: JSONObject = work == "render" ? ["render": true] : [:]
        for name in Self.fields + ["rate"] where name != "work" {
            if let value = field(name), !value.isEmpty { json[name] = .string(value) }
        }
        request = try JobOptions(kind, JSONValue.object(json).serialized(), engine).request
    }

    /// The same once more, with times that do not move.
    var values: [String: String] {
        var values = ["work": work, "state": request.states.map(\.rawValue).sorted().joined(separator: ",")]
        for (name, value) in [
            ("pipeline", request.pipeline), ("type", request.type), ("subject", request.subject),
            ("source", request.source), ("since", request.since?.description), ("until", request.until?.description),
        ] {
            values[name] = value
        }
        return values
    }
}
