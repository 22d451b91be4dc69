package import PenstockCore

/// Something that has just happened, for those who watch.
package enum FeedItem: Sendable, Equatable {
    case accepted(AcceptedEvent)
    case settled(SettledDelivery)
}

/// An event that was taken in.
package struct AcceptedEvent: Sendable, Equatable {
    package var id: String
    package var source: String
    package var type: String
    package var subject: String?
    package var deliveries: [Acceptance.Delivery]
    package var at: Timestamp

    package init(_ event: Event, _ deliveries: [Acceptance.Delivery]) {
        id = event.id
        source = event.source
        type = event.type
        subject = event.subject
        self.deliveries = deliveries
        at = event.acceptedAt
    }
}

/// A delivery that came to a state.
package struct SettledDelivery: Sendable, Equatable {
    package var id: String
    package var pipeline: String
    package var event: String
    package var type: String
    package var subject: String?
    package var state: DeliveryState
    package var reason: Reason?
    /// Which try of the transport it was; nil where it came to none.
    package var attempt: Int?
    /// The protocol's status, such as 200; 0 when there was none.
    package var status: Int
    /// How long the try took, in microseconds.
    package var took: Int64?
    /// When it is tried again.
    package var due: Timestamp?
    package var at: Timestamp

    init(_ settlement: Settlement, _ claimed: ClaimedDelivery, pipeline: String, _ store: StoreID) {
        id = store.text(of: claimed.id)
        self.pipeline = pipeline
        event = claimed.event.id
        type = claimed.event.type
        subject = claimed.event.subject
        state = settlement.state
        reason = settlement.reason
        attempt = settlement.attempt?.number
        status = settlement.attempt?.result.status ?? 0
        took = settlement.attempt?.result.timings.total
        due = settlement.due
        at = settlement.at
    }
}

/// What somebody wants to see of the feed. All that is given must hold.
package struct FeedFilter: Sendable, Equatable {
    /// Deliveries of these pipelines, and events that have one; empty for all.
    package var pipelines: Set<String> = []
    /// Deliveries that come to these states, and no events; empty for everything.
    package var states: Set<DeliveryState> = []
    /// A type, or a prefix that ends in `*`.
    package var type: String?

    package init() {}

    func wants(_ item: FeedItem) -> Bool {
        switch item {
        case .accepted(let event):
            states.isEmpty && wants(type: event.type)
                && (pipelines.isEmpty || event.deliveries.contains { pipelines.contains($0.pipeline) })
        case .settled(let delivery):
            (states.isEmpty || states.contains(delivery.state)) && wants(type: delivery.type)
                && (pipelines.isEmpty || pipelines.contains(delivery.pipeline))
        }
    }

    private func wants(type: String) -> Bool {
        guard let wanted = self.type else { return true }
        return wanted.hasSuffix("*") ? type.hasPrefix(wanted.dropLast()) : type == wanted
    }
}
