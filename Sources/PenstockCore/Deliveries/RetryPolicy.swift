/// When a delivery is tried again (`retry:` and `deadline:` of a pipeline).
package struct RetryPolicy: Sendable, Equatable {
    /// What follows the schedule's last interval.
    package enum Then: String, Sendable {
        case stop
        /// The last interval, for ever.
        case `repeat`
    }

    package var schedule: [Duration]
    package var then: Then
    /// The part of an interval, 0...1, by which it is drawn longer or shorter.
    package var jitter: Double
    /// The age at which a delivery is given up.
    package var deadline: Duration?

    /// The longest that an endpoint can ask us to wait.
    package static let retryAfterCap = Duration.seconds(86_400)

    /// The schedule that Standard Webhooks 1.0.0 gives as its example, with jitter.
    package static let standard = RetryPolicy(
        schedule: [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400].map { .seconds($0) },
        then: .stop,
        jitter: 0.2,
        deadline: nil
    )

    package init(schedule: [Duration], then: Then, jitter: Double, deadline: Duration?) {
        self.schedule = schedule
        self.then = then
        self.jitter = jitter
        self.deadline = deadline
    }

    /// From the first try to the last, without jitter; nil where the tries have no end.
    package var span: Duration? { then == .repeat && !schedule.isEmpty ? nil : schedule.reduce(.zero, +) }

    /// How long to wait after a failed try; nil when the schedule is used up.
    /// - Parameters:
    ///   - tries: Tries so far, at least 1, counted from the first or from a person's retry.
    ///   - asked: What the endpoint asked for (`Retry-After`); it lengthens an interval and never shortens it.
    ///   - draw: A number in 0..<1, drawn by the caller.
    package func delay(after tries: Int, asking asked: Duration?, draw: Double) -> Duration? {
        let index = tries - 1
        let interval: Duration
        if index < schedule.count {
            interval = schedule[index]
        } else if then == .repeat, let last = schedule.last {
            interval = last
        } else {
            return nil
        }
        let jittered = Double(interval.microseconds) * (1 + jitter * (2 * draw - 1))
        let wait = Duration.microseconds(Int64(max(jittered, 0)))
        guard let asked else { return wait }
        return max(wait, min(asked, Self.retryAfterCap))
    }
}
