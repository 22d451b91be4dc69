internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// `POST /v1/reload`: lets the pipelines directory as it is take the place of what runs; with `dry_run` it only says what
/// that would change.
struct ReloadRoutes: Sendable {
    let reloading: any Reloading
    let engine: any EngineService
    let bodyLimit: Int

    func add(to router: Router<APIContext>) {
        router.post("/v1/reload") { request, _ in
            let options = try RequestOptions(try await request.bytes(upTo: bodyLimit), names: ["dry_run"])
            return try await reload(isTrial: options.flag("dry_run"))
        }
    }

    private func reload(isTrial: Bool) async throws(Problem) -> Response {
        let report: ReloadReport
        do throws(ReloadFailure) {
            report = try await reloading.reload(isTrial: isTrial)
        } catch {
            throw Problem(error)
        }
        let backlog = try await engine.look { store throws(StoreError) in try store.backlog() }
        return .json { $0.reload(report, isTrial: isTrial, backlog) }
    }
}

extension Problem {
    /// Why nothing was reloaded.
    init(_ failure: ReloadFailure) {
        switch failure {
        case .store(let error): self.init(error)
        case .stopping: self.init(.stopping, "the host is shutting down, and reloads nothing more")
        case .badConfiguration(let diagnostics):
            let errors = diagnostics.count { $0.severity == .error }
            let first = diagnostics.first { $0.severity == .error }
            let place = first.map { ", the first at \($0.position): \($0.message)" } ?? ""
            self.init(.badConfiguration, "\(errors) \(errors == 1 ? "error" : "errors") in the directory\(place)")
            self.diagnostics = diagnostics
        }
    }
}
