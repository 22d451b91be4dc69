package import PenstockCore

/// What a pipeline's lane lets through at present.
package struct LaneFlow: Sendable, Equatable {
    /// An endpoint that does not work: nothing is sent to it but one delivery now and then.
    package struct Failing: Sendable, Equatable {
        /// When the first of the failures in a row was.
        package var since: Timestamp
        package var failures: Int
        /// Why the last attempt failed.
        package var reason: Reason
        /// When the next delivery is sent to see; nil while one is under way.
        package var nextTry: Timestamp?
        /// Deliveries that were given up meanwhile.
        package var givenUp: Int

        package init(since: Timestamp, failures: Int, reason: Reason, nextTry: Timestamp? = nil, givenUp: Int = 0) {
            self.since = since
            self.failures = failures
            self.reason = reason
            self.nextTry = nextTry
            self.givenUp = givenUp
        }
    }

    /// Deliveries in work at most: the pipeline's `concurrency`.
    package var concurrency: Int
    /// How many may be in work now: begins small and grows to `concurrency` while deliveries succeed.
    package var limit: Int
    /// Deliveries that wait in memory, and of them third tries and later ones.
    package var queued: Int
    package var queuedLate: Int
    /// When the earliest retry that is known of is due.
    package var nextDue: Timestamp?
    /// What the breaker knows; nil while the endpoint works.
    package var failing: Failing?
    /// Deliveries that may start now by the pipeline's `rate`; nil without one.
    package var tokens: Int?

    package init(
        concurrency: Int = 64,
        limit: Int = 8,
        queued: Int = 0,
        queuedLate: Int = 0,
        nextDue: Timestamp? = nil,
        failing: Failing? = nil,
        tokens: Int? = nil
    ) {
        self.concurrency = concurrency
        self.limit = limit
        self.queued = queued
        self.queuedLate = queuedLate
        self.nextDue = nextDue
        self.failing = failing
        self.tokens = tokens
    }
}
