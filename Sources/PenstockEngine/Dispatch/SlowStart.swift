/// How many deliveries of a lane may be in work. Pure.
///
/// It begins small and doubles with each wave of successes, as TCP does, so that an endpoint that hangs has taken little
/// of the host before anybody knows; when it fails, it begins again.
struct SlowStart: Sendable, Equatable {
    static let first = 8
    /// Failures in a row that begin it again. One alone is bad luck, not a state.
    static let tolerated = 3

    /// `concurrency` of the pipeline.
    private(set) var most: Int
    private(set) var limit: Int
    private var successes = 0
    private var failures = 0

    init(most: Int) {
        self.most = most
        limit = min(Self.first, most)
    }

    mutating func succeeded() {
        failures = 0
        guard limit < most else { return }
        successes += 1
        guard successes >= limit else { return }
        limit = min(limit * 2, most)
        successes = 0
    }

    mutating func failed() {
        successes = 0
        failures += 1
        if failures >= Self.tolerated { restart() }
    }

    /// Takes another `concurrency`; what was learned of the endpoint stands.
    mutating func change(most: Int) {
        self.most = most
        limit = min(max(limit, min(Self.first, most)), most)
    }

    mutating func restart() {
        limit = min(Self.first, most)
        successes = 0
    }
}
