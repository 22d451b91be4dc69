internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

extension JSONWriter {
    /// Writes a job: what was asked, what was found, and how far it is.
    mutating func job(_ job: Job, store: StoreID) {
        // The engine made it; what it cannot read is shown without.
        var request = (try? JSONValue.parse(job.request))?.objectValue ?? [:]
        let found = request.remove("found")
        object { json in
            json.member("id", store.text(of: job.id))
            json.member("kind", job.kind.rawValue)
            json.member("state", job.state.rawValue)
            json.member("reason", job.reason)
            json.member("request", JSONValue.object(request))
            json.member("found", found)
            json.member("total", job.total)
            json.member("done", job.done)
            json.member("skipped", job.skipped)
            // Where nobody counted to the end, these tell how far it is.
            json.member("position", job.cursor)
            json.member("end", job.end)
            json.member("created_at", job.createdAt)
            json.member("updated_at", job.updatedAt)
        }
    }

    /// Writes what a job would be about.
    mutating func finding(_ finding: Finding, of request: JobRequest) {
        object { json in
            json.member("dry_run", true)
            json.member("request", JSONValue.object(request.json))
            json.member("found", JSONValue.object(finding.json))
        }
    }
}
