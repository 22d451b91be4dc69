internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// `POST /v1/backups` and `GET /v1/backups/current`.
struct BackupRoutes: Sendable {
    let engine: any EngineService
    let bodyLimit: Int

    func add(to router: Router<APIContext>) {
        router.post("/v1/backups") { request, _ in
            let options = try RequestOptions(try await request.bytes(upTo: bodyLimit), names: ["file"])
            return try await start(options.text("file"))
        }
        router.get("/v1/backups/current") { _, _ -> Response in
            guard let backup = engine.latestBackup else {
                throw Problem(.notFound, "no backup was made since the server started")
            }
            return .json { $0.backup(backup) }
        }
    }

    private func start(_ file: String?) async throws(Problem) -> Response {
        // The server's working directory is not the one of whoever asks.
        guard let file, file.hasPrefix("/"), !file.utf8.contains(0) else {
            throw Problem(.invalidParameter, "'file' must be an absolute path on the server's machine")
        }
        do throws(StoreError) {
            let backup = try await engine.backUp(to: file)
            var response = Response.json { $0.backup(backup) }
            response.status = .accepted
            return response
        } catch {
            throw Problem(error)
        }
    }
}

extension JSONWriter {
    /// Writes how far a backup has come.
    mutating func backup(_ backup: BackupStatus) {
        object { json in
            json.member("file", backup.file)
            json.member("state", backup.state.rawValue)
            json.member("copied_pages", backup.copied)
            json.member("total_pages", backup.total)
            json.member("started_at", backup.startedAt)
            json.member("ended_at", backup.endedAt)
            json.member("reason", backup.failure)
        }
    }
}
