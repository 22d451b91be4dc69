internal import PenstockCore
internal import PenstockPipelines

/// When a job may take its next step, and how much it may take on. Pure: the time is passed in.
struct Pace: Sendable {
    /// Deliveries in a step at most: few enough that an event waits no more than moments for the writer.
    static let step = 200

    private let interval: Duration?
    private var next: Timestamp

    /// - Parameter now: By the clock that does not jump.
    init(_ rate: RateLimit?, now: Timestamp) {
        interval = rate.map { $0.per / $0.count }
        next = now
    }

    /// How many a step may be about: a quarter of a second's worth, so that they come evenly.
    var limit: Int {
        guard let interval, interval > .zero else { return Self.step }
        return min(max(Int(Duration.milliseconds(250) / interval), 1), Self.step)
    }

    /// How long to wait before the next step; zero or less for not at all.
    func delay(_ now: Timestamp) -> Duration { interval == nil ? .zero : next - now }

    /// Takes note of a step. Time in which nothing could be done is not made up for.
    mutating func took(_ count: Int, _ now: Timestamp) {
        guard let interval else { return }
        next = max(next, now) + interval * count
    }
}
