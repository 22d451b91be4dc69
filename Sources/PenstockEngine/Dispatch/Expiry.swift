internal import PenstockCore

/// Which deliveries of an endpoint that does not work are given up without another try. Pure.
///
/// While the breaker is open no tries are used up, so the schedule's length takes their place: a delivery whose whole
/// schedule would be over by now is over.
struct Expiry: Sendable, Equatable {
    /// The schedule's whole span; nil where it has no end.
    var span: Duration?
    /// The pipeline's `deadline`.
    var deadline: Duration?
    /// Time before this does not count: it was paused, or waited for its rate.
    var notBefore: Timestamp?

    /// Whether any delivery can be over.
    var isFinite: Bool { span != nil || deadline != nil }

    /// Whether a delivery's time is over.
    ///
    /// Its first attempt was written down by the wall clock, which may have jumped since; the steady clock began at the
    /// wall clock's time. The younger of both ages counts, so that a jump gives nothing up.
    func isOver(_ delivery: ClaimedDelivery, steady: Timestamp, wall: Timestamp) -> Bool {
        let now = min(steady, wall)
        if let deadline, now - delivery.createdAt >= deadline { return true }
        guard let span, let first = delivery.firstAttemptAt else { return false }
        return now - max(first, notBefore ?? first) >= span
    }
}
