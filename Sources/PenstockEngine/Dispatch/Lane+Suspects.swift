internal import PenstockCore

// Deliveries that run with nothing else in their plugin. The dispatcher says when, because other lanes may use it too.

extension Lane {
    /// The suspected delivery whose turn is next; nil where none could go.
    var nextSuspect: DeliveryID? {
        // Where the endpoint does not work, a suspect is as good a probe as any.
        guard hold == nil, gate == .clear else { return nil }
        return suspected.waiting.first?.id
    }

    /// Takes ``nextSuspect``, whatever the lane's limits: nothing else is in work.
    mutating func takeSuspect(now: Timestamp) -> ClaimedDelivery? {
        guard nextSuspect != nil, let taken = suspected.take(1).first else { return nil }
        bucket?.take(1, at: now)
        began(1)
        if taken.isLate { lateInUse += 1 }
        return taken
    }
}
