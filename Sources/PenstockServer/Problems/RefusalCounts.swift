internal import Synchronization

/// How many events were refused, by the kind of problem that their senders were told.
final class RefusalCounts: Sendable {
    private let counts = Mutex<[ProblemKind: Int]>([:])

    func count(_ kind: ProblemKind) { counts.withLock { $0[kind, default: 0] += 1 } }
    var reading: [ProblemKind: Int] { counts.withLock { $0 } }
}
