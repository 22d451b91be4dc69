package import PenstockCore
package import PenstockJSON

// What a pipeline asks of its lane and of intake, beside stages.

/// Deliveries that go one after another (`order_by`): those whose event says the same at a place.
package struct OrderRule: Sendable, Equatable {
    /// Reads the event; an event without it is unordered.
    package var key: JSONPointer
    package var whenDead: WhenDead

    package init(key: JSONPointer, whenDead: WhenDead = .hold) {
        self.key = key
        self.whenDead = whenDead
    }
}

/// What makes two events one fact (`dedupe` of a pipeline, `identity` of an event type).
package struct DedupeRule: Sendable, Equatable {
    /// Read the event; one that lacks any of these values is never a repetition.
    package var by: [JSONPointer]
    /// From the acceptance of the first to the acceptance of the repetition.
    package var window: Duration

    package init(by: [JSONPointer], window: Duration) {
        self.by = by
        self.window = window
    }
}

/// What a pipeline says of events that are one fact.
package enum DedupeChoice: Sendable, Equatable {
    /// Nothing: the `identity` of the event's type holds, where it has one.
    case byIdentity
    /// `dedupe: false`: every event is delivered.
    case off
    case rule(DedupeRule)
}
