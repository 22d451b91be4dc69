internal import PenstockCore

/// Decides whether an endpoint works, from how attempts end. Pure: time and chance are passed in.
///
/// Closed, all goes through. After many failures in a row it opens: nothing is sent but one delivery now and then, and
/// the first of these that is answered closes it again. So an endpoint that is down costs no tries and no slots.
struct Breaker: Sendable, Equatable {
    /// When it opens and when it looks again.
    struct Policy: Sendable, Equatable {
        /// Failures in a row that open it once they span ``span``.
        var run = 10
        var span = Duration.seconds(5)
        /// Failures in a row that open it whatever the time.
        var any = 20
        /// From this many deliveries at least: one that nobody can take says nothing about the endpoint.
        var deliveries = 3
        /// The first wait; each failed probe doubles it.
        var first = Duration.seconds(5)
        var longest = Duration.seconds(300)
        /// The part by which a wait is drawn longer or shorter.
        var jitter = 0.2
        /// Opened again so soon after it closed, it waits as long as it did last.
        var relapse = Duration.seconds(300)
    }

    /// A failed attempt, as far as it matters here.
    struct Failure: Sendable {
        var delivery: DeliveryID
        var reason: Reason
        /// Of the protocol; 0 without an answer.
        var status: Int
        /// What the endpoint asked us to wait.
        var asked: Duration?
    }

    /// An endpoint that does not work.
    struct Opening: Sendable, Equatable {
        /// When the first attempt of the run failed, by the wall clock.
        var since: Timestamp
        /// Failed attempts of the run, and probes that failed since.
        var failures: Int
        /// Why the last one failed.
        var reason: Reason
        /// The last one's status; 0 without an answer.
        var status: Int
        /// Probes that failed.
        var probes: Int
        /// When the next probe is due, by the steady clock.
        var until: Timestamp
        /// Whether `penstock.endpoint.failing` was made of it, so that `recovered` follows.
        var isAnnounced = false
        /// Deliveries that were given up meanwhile.
        var givenUp = 0
        /// Whether these were told of.
        var hasToldGivenUp = false
    }

    /// What followed from the end of an attempt.
    enum Change: Sendable, Equatable {
        case none
        case opened(Opening)
        /// A probe failed: the next one comes later.
        case postponed(Opening)
        case closed(Opening)
    }

    /// Failures in a row, while closed.
    private struct Run: Sendable, Equatable {
        var count = 0
        var began: Timestamp
        var beganWall: Timestamp
        var deliveries: [DeliveryID] = []
    }

    private let policy: Policy
    private var run: Run?
    private(set) var opening: Opening?
    /// The last opening's probes, and when it was over.
    private var last: (probes: Int, at: Timestamp)?

    /// - Parameter opening: What a restart found.
    init(policy: Policy = Policy(), opening: Opening? = nil) {
        self.policy = policy
        self.opening = opening
    }

    static func == (a: Breaker, b: Breaker) -> Bool { a.run == b.run && a.opening == b.opening }

    /// An attempt was answered.
    /// - Parameter isProbe: Only a probe's answer closes it: others may have begun before it opened.
    mutating func answered(isProbe: Bool, at now: Timestamp) -> Change {
        run = nil
        guard isProbe, let opening else { return .none }
        last = (opening.probes, now)
        self.opening = nil
        return .closed(opening)
    }

    /// An attempt failed in a way that may pass.
    /// - Parameters:
    ///   - now: By the steady clock.
    ///   - wall: By the wall clock.
    ///   - draw: A number in 0..<1.
    mutating func failed(_ failure: Failure, isProbe: Bool, at now: Timestamp, wall: Timestamp, draw: Double) -> Change
    {
        if var opening {
            opening.failures += 1
            guard isProbe else {
                self.opening = opening
                return .none
            }
            opening.probes += 1
            opening.reason = failure.reason
            opening.status = failure.status
            opening.until = now + wait(probes: opening.probes, asked: failure.asked, draw: draw)
            self.opening = opening
            return .postponed(opening)
        }
        var run = self.run ?? Run(began: now, beganWall: wall)
        run.count += 1
        if run.deliveries.count < policy.deliveries, !run.deliveries.contains(failure.delivery) {
            run.deliveries.append(failure.delivery)
        }
        self.run = run
        let isLong = run.count >= policy.any || (run.count >= policy.run && now - run.began >= policy.span)
        guard isLong, run.deliveries.count >= policy.deliveries else { return .none }
        self.run = nil
        var probes = 0
        if let last, now - last.at < policy.relapse { probes = last.probes }
        let opened = Opening(
            since: run.beganWall,
            failures: run.count,
            reason: failure.reason,
            status: failure.status,
            probes: probes,
            until: now + wait(probes: probes, asked: failure.asked, draw: draw)
        )
        opening = opened
        return .opened(opened)
    }

    /// Changes what is told of the opening; nothing when closed.
    mutating func note(_ change: (inout Opening) -> Void) {
        guard var opening else { return }
        change(&opening)
        self.opening = opening
    }

    private func wait(probes: Int, asked: Duration?, draw: Double) -> Duration {
        let doubled = policy.first.microseconds << min(probes, 20)
        let base = Double(min(doubled, policy.longest.microseconds))
        let wait = Duration.microseconds(Int64(base * (1 + policy.jitter * (2 * draw - 1))))
        return max(wait, min(asked ?? .zero, RetryPolicy.retryAfterCap))
    }
}
