internal import Synchronization

/// A few threads for reads that block, so that neither the writer nor Swift's own pool waits for a disk.
final class ReadPool: Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        var isStopping = false
    }

    private let state = Mutex(State())
    private let wake = Wake()

    /// Runs a read on one of the threads.
    func run<R: Sendable, Failure: Error>(_ body: @escaping @Sendable () throws(Failure) -> R) async throws(Failure)
        -> R
    {
        let result: Result<R, Failure> = await withCheckedContinuation { continuation in
            submit {
                do throws(Failure) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    private func submit(_ job: @escaping @Sendable () -> Void) {
        state.withLock { $0.jobs.append(job) }
        wake.signal()
    }

    /// The body of each thread; returns after ``stop(threads:)``, when no read waits.
    func work() {
        while true {
            wake.wait()
            let (job, isStopping) = state.withLock { state in
                (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isStopping)
            }
            if let job { job() } else if isStopping { return }
        }
    }

    func stop(threads: Int) {
        state.withLock { $0.isStopping = true }
        for _ in 0..<threads { wake.signal() }
    }
}
