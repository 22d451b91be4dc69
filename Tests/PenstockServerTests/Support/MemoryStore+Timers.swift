import PenstockCore
import Synchronization

/// Timers that a test has set.
extension MemoryStore {
    func timers(_ query: TimerQuery) throws(StoreError) -> TimerPage {
        let found = timerList.withLock { $0 }.sorted { $0.place < $1.place }.filter { timer in
            (query.states.isEmpty || query.states.contains(timer.state)) && (query.emit ?? timer.emit) == timer.emit
                && (query.type ?? timer.type) == timer.type
                && timer.due < query.dueBefore ?? Timestamp(microseconds: .max)
                && query.cursor.map { timer.place > $0 } ?? true
                && query.person.map { Self.digests[$0] == timer.person } ?? true
        }
        let items = Array(found.prefix(query.limit))
        return TimerPage(items: items, next: found.count > query.limit ? items.last?.place : nil)
    }

    /// Whom digests mean.
    private static let digests = Dictionary(
        uniqueKeysWithValues: ["learner1", "learner2"].map { (MemoryEngine.digest(of: $0), $0) }
    )

    func timer(_ id: TimerID) throws(StoreError) -> TimerRecord? { timerList.withLock { $0.first { $0.id == id } } }

    func timers(of event: EventSequence) throws(StoreError) -> [TimerRecord] {
        timerList.withLock { $0.filter { $0.event == event } }
    }

    func dueTimers(by now: Timestamp, limit: Int) throws(StoreError) -> [DueTimer] { [] }
    func nextTimer() throws(StoreError) -> Timestamp? { nil }
    func pendingTimers() throws(StoreError) -> Int { timerList.withLock { $0.count { $0.state == .pending } } }
    func timerWalk() throws(StoreError) -> TimerWalk? { nil }
    func timerRules() throws(StoreError) -> [TimerRules] { [] }
    func timerSets(under rules: TimerRules, after cursor: EventSequence?, limit: Int) throws(StoreError) -> [TimerSet] {
        []
    }

    /// Changes a timer that is pending.
    func change(_ id: TimerID, _ change: (inout TimerRecord) -> Void) throws(StoreError) {
        let failure = timerList.withLock { timers -> StoreError? in
            guard let index = timers.firstIndex(where: { $0.id == id }) else {
                return StoreError(.notFound, "there is no such timer")
            }
            guard timers[index].state == .pending else { return StoreError(.conflict, "the timer has ended") }
            change(&timers[index])
            return nil
        }
        if let failure { throw failure }
    }
}
