import PenstockCore
import PenstockEngine
import PenstockJSON
import Synchronization

// Jobs in memory: they begin, are looked at and are cancelled, and never get on.
extension MemoryStore {
    func begin(_ request: JobRequest, _ finding: Finding, at time: Timestamp) -> Job {
        var json = request.json
        json["found"] = .object(finding.json)
        let bytes = JSONValue.object(json).serialized()
        return jobList.withLock { jobs in
            let job = Job(
                id: JobID(Int64(jobs.count + 1)),
                kind: request.kind,
                state: .running,
                request: bytes,
                end: 9,
                cursor: 0,
                total: finding.count,
                done: 0,
                skipped: 0,
                reason: nil,
                createdAt: time,
                updatedAt: time
            )
            jobs.append(job)
            return job
        }
    }

    func cancel(_ id: JobID, _ reason: Reason) throws(StoreError) -> Job {
        let result = jobList.withLock { jobs -> Result<Job, StoreError> in
            guard let index = jobs.firstIndex(where: { $0.id == id }) else {
                return .failure(StoreError(.notFound, "there is no such job"))
            }
            guard jobs[index].state == .running else {
                return .failure(StoreError(.conflict, "the job is at its end: \(jobs[index].state.rawValue)"))
            }
            (jobs[index].state, jobs[index].reason) = (.cancelled, reason)
            return .success(jobs[index])
        }
        return try result.get()
    }

    func select(_: Selection, after _: Int64, limit _: Int) throws(StoreError) -> Page<SelectedDelivery> {
        Page(items: [], next: nil)
    }

    func selectEvents(_: Selection, after _: Int64, limit _: Int) throws(StoreError) -> Page<Event> {
        Page(items: [], next: nil)
    }

    func newest() throws(StoreError) -> (event: EventSequence, delivery: DeliveryID) {
        (EventSequence(0), DeliveryID(0))
    }

    func job(_ id: JobID) throws(StoreError) -> Job? { jobList.withLock { $0.first { $0.id == id } } }

    func jobs(before cursor: JobID?, limit: Int) throws(StoreError) -> [Job] {
        jobList.withLock { jobs in
            Array(jobs.reversed().filter { job in cursor.map { job.id < $0 } ?? true }.prefix(limit))
        }
    }
}
