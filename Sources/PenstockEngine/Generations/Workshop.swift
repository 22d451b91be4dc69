internal import Synchronization

/// Does one thing after another on a thread of its own: builds and ends sets of pipelines, or tries them out.
///
/// Plugins may take their time to be configured or released, and are promised that nothing of that happens twice at once
/// (`[main-thread]` of the plugin interface). A chain may be let go of by a plugin's own thread, which must not be the one
/// that stops the plugin.
package final class Workshop: Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        var thread: HostThread?
        var isStopped = false
    }

    private let state = Mutex(State())
    private let wake = Wake()
    private let name: String

    /// - Parameter name: Of its thread.
    init(name: String = "workshop") { self.name = name }

    /// Adds something to do; the thread begins with the first.
    /// - Returns: False after ``stop()``: then it is not done.
    @discardableResult
    package func add(_ job: @escaping @Sendable () -> Void) -> Bool {
        let isAdded = state.withLock { state in
            guard !state.isStopped else { return false }
            state.jobs.append(job)
            if state.thread == nil { state.thread = HostThread(name: name) { [self] in work() } }
            return true
        }
        if isAdded { wake.signal() }
        return isAdded
    }

    /// Lets go of something that ends a stage, not on the thread that calls.
    func release<Kept: Sendable>(_ kept: Kept) {
        add { withExtendedLifetime(kept) {} }
    }

    /// Begins nothing more; what is under way is not waited for.
    func stop() {
        state.withLock { $0.isStopped = true }
        wake.signal()
    }

    private func work() {
        while true {
            wake.wait()
            let (job, isStopped) = state.withLock { state in
                (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isStopped)
            }
            if let job { job() } else if isStopped { return }
        }
    }
}
