import PenstockCore

@testable import PenstockEngine

/// A delivery as a claim gives it.
func delivery(
    _ id: Int64,
    of pipeline: Int64 = 1,
    attempts: Int = 0,
    firstAttemptAt: Timestamp? = nil,
    createdAt: Timestamp = Timestamp(microseconds: 0)
) -> ClaimedDelivery {
    ClaimedDelivery(
        id: DeliveryID(id),
        pipeline: PipelineID(pipeline),
        event: event(id),
        createdAt: createdAt,
        attempts: attempts,
        firstAttemptAt: firstAttemptAt
    )
}

func event(_ id: Int64, type: String = "t") -> Event {
    Event(
        sequence: EventSequence(id),
        id: "\(id)",
        source: "/test",
        type: type,
        subject: nil,
        time: Timestamp(microseconds: 0),
        dataContentType: "application/json",
        extensions: [],
        json: [],
        dataRange: 0..<0,
        acceptedAt: Timestamp(microseconds: 0),
        contradiction: nil,
        revision: RevisionID(1)
    )
}

/// An event as the store took it, with deliveries.
func appended(_ id: Int64, _ deliveries: [AppendedDelivery], isDuplicate: Bool = false) -> AppendedEvent {
    AppendedEvent(event: event(id), deliveries: deliveries, isDuplicate: isDuplicate, differs: false)
}

extension Timestamp {
    /// Seconds after a moment that all these tests begin at.
    static func at(_ seconds: Double) -> Timestamp {
        Timestamp(microseconds: 1_700_000_000_000_000) + .seconds(seconds)
    }
}
