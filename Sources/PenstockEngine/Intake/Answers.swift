internal import Synchronization

/// Collects the answers to a batch, which come one by one.
final class Answers: Sendable {
    private struct State {
        var results: [Result<Acceptance, IntakeError>]
        var missing: Int?
    }

    private let state: Mutex<State>
    private let done: @Sendable ([Result<Acceptance, IntakeError>]) -> Void

    /// - Parameters:
    ///   - results: What is known already, and anything where an answer is to come.
    ///   - done: Called once, with all answers.
    init(
        _ results: [Result<Acceptance, IntakeError>],
        done: @escaping @Sendable ([Result<Acceptance, IntakeError>]) -> Void
    ) {
        state = Mutex(State(results: results))
        self.done = done
    }

    /// Says how many answers are to come; with none, all is done.
    func expect(_ count: Int) {
        finish { state in state.missing = count }
    }

    func set(_ result: Result<Acceptance, IntakeError>, at index: Int) {
        finish { state in
            state.results[index] = result
            state.missing = state.missing.map { $0 - 1 }
        }
    }

    private func finish(_ change: (inout State) -> Void) {
        let results: [Result<Acceptance, IntakeError>]? = state.withLock { state in
            change(&state)
            guard state.missing == 0 else { return nil }
            state.missing = nil
            return state.results
        }
        if let results { done(results) }
    }
}

extension IntakeError {
    /// The store cannot keep up.
    static func busy(_ retryAfter: Duration) -> IntakeError {
        IntakeError(
            .busy,
            "more events are waiting to be stored than the disk keeps up with; send it again in a moment",
            retryAfter: retryAfter
        )
    }

    static let unanswered = IntakeError(.unavailable, "the event was not answered")
}
