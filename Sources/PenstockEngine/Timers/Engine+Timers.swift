package import PenstockCore

// What a person does with timers.

extension Engine {
    /// Gives a pending timer another time.
    package func move(timer: TimerID, to due: Timestamp) async throws(StoreError) {
        try await change(.moveTimer(timer, due: due))
    }

    /// Ends a pending timer: its event does not come.
    package func cancel(timer: TimerID) async throws(StoreError) {
        try await change(.cancelTimer(timer, .byPerson, at: clock.wall()))
    }

    private func change(_ operation: StoreOperation) async throws(StoreError) {
        switch await write(operation) {
        case .timerChanged: bell.ring()
        case .failed(let error): throw error
        default: throw StoreError.answeredOtherwise
        }
    }
}
