internal import PenstockJSON
internal import UnixSignals

/// Watches a job until its end, with a bar on a terminal, or until the person has seen enough.
struct JobFollower {
    enum Ending {
        case ended(JSONValue)
        /// Control-C: the job goes on.
        case interrupted
    }

    let client: Client
    let path: [String]

    private static let pause = Duration.milliseconds(200)

    func follow(_ job: JSONValue) async throws -> Ending {
        let signals = await UnixSignalsSequence(trapping: .sigint)
        return try await withThrowingTaskGroup(of: Ending.self) { tasks in
            tasks.addTask {
                for await _ in signals { return .interrupted }
                throw CancellationError()
            }
            tasks.addTask { .ended(try await watch(job)) }
            defer { tasks.cancelAll() }
            return try await tasks.next() ?? .interrupted
        }
    }

    private func watch(_ first: JSONValue) async throws -> JSONValue {
        let bar = ProgressBar(.error)
        defer { bar.clear() }
        let clock = ContinuousClock()
        let (began, before) = (clock.now, first.number("done"))
        var job = first
        while job.shown("state") == "running" {
            let elapsed = (clock.now - began).seconds
            let total = job["total"].map { _ in job.number("total") }
            bar.show(
                done: job.number("done") + job.number("skipped"),
                of: total,
                share: Double(job.number("position")) / Double(max(job.number("end"), 1)),
                perSecond: elapsed > 0 ? Double(job.number("done") - before) / elapsed : 0
            )
            try await Task.sleep(for: Self.pause)
            job = try await client.get(path)
        }
        return job
    }
}

extension JSONValue {
    /// A member that is a whole number; 0 where it is none.
    func number(_ key: String) -> Int { self[key]?.numberValue?.int64.map { Int($0) } ?? 0 }
}

extension Duration {
    fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
