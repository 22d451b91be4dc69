internal import PenstockCore
internal import Synchronization

// Another set of pipelines.

extension Dispatcher {
    /// Takes the lanes of a generation over, and hands it out with every slice from now on, in one step.
    ///
    /// A lane that exists goes on with what it has queued and in work. One that no pipeline has any more ends what is in
    /// work, and stays in case the pipeline comes back.
    func adopt(_ plans: [Lane.Plan], _ generation: Generation?) {
        // What it was is let go outside of the lock.
        let before = state.withLock { state -> Generation? in
            let wanted = Set(plans.map(\.pipeline))
            for index in state.lanes.indices where !wanted.contains(state.lanes[index].pipeline) {
                state.change(index) { $0.retire() }
            }
            for plan in plans {
                if let index = state.index[plan.pipeline] {
                    state.change(index) { $0.change(plan) }
                } else {
                    state.index[plan.pipeline] = state.lanes.count
                    state.lanes.append(Lane(plan))
                }
            }
            state.solitude.adopt(plugins: state.lanes.map(\.plugins))
            state.host = state.host.divided(among: state.lanes.map { ($0.limits.concurrency, $0.inUse) })
            defer { state.generation = generation }
            wakeThread(&state)
            return state.generation
        }
        withExtendedLifetime(before) { timer.signal() }
    }
}
