internal import PenstockCore

/// How many numbers a list looks at between two looks at the clock: few at first, because nobody knows how long the rows
/// are, and more where that was quick. Pure.
struct Stride {
    private let limit: Int64
    private(set) var count: Int64

    private static let first: Int64 = 16
    /// What a look may take for the next to be longer, and what for the next to be shorter.
    private static let (quick, slow) = (Duration.milliseconds(1), Duration.milliseconds(4))

    init(limit: Int64) {
        self.limit = limit
        count = min(Self.first, limit)
    }

    mutating func took(_ duration: Duration) {
        if duration < Self.quick {
            count = min(count * 2, limit)
        } else if duration > Self.slow {
            count = max(count / 4, 1)
        }
    }

    /// Takes a look, and notes how long it took.
    mutating func look(_ body: () throws(StoreError) -> Void) throws(StoreError) {
        let clock = ContinuousClock()
        let start = clock.now
        try body()
        took(start.duration(to: clock.now))
    }
}
