internal import PenstockCore
internal import Synchronization

/// What is known of all sources, in memory; what has changed is written now and then.
final class SourceLedger: Sendable {
    private struct State {
        var memories: [String: SourceMemory]
        /// Those that have changed since they were written.
        var changed: Set<String> = []
    }

    private let state: Mutex<State>

    init(_ stored: [String: [UInt8]]) { state = Mutex(State(memories: stored.mapValues(SourceMemory.init))) }

    subscript(name: String) -> SourceMemory { state.withLock { $0.memories[name] ?? SourceMemory() } }

    func note(_ happening: SourceHappening, of name: String, at now: Timestamp) {
        change(name) { memory in
            switch happening {
            case .verified: memory.lastVerified = now
            case .accepted(let count):
                memory.lastEvent = now
                memory.events += count
            case .refused(let reason, let text): memory.refuse(reason, text, at: now)
            }
        }
    }

    func change(_ name: String, _ change: (inout SourceMemory) -> Void) {
        state.withLock { state in
            change(&state.memories[name, default: SourceMemory()])
            state.changed.insert(name)
        }
    }

    /// What is to be written: each that has changed, once.
    func takeChanged() -> [(name: String, bytes: [UInt8])] {
        state.withLock { state in
            defer { state.changed = [] }
            return state.changed.sorted().map { ($0, (state.memories[$0] ?? SourceMemory()).bytes) }
        }
    }

    /// It could not be written.
    func putBack(_ name: String) { state.withLock { _ = $0.changed.insert(name) } }
}
