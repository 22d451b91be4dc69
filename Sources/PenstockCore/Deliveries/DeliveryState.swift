/// What has become of a delivery (the table in the design, section 2).
package enum DeliveryState: String, Sendable, CaseIterable {
    /// Not tried yet.
    case pending
    /// A try failed in a way that may pass; the next is due at a known time.
    case waiting
    case delivered
    /// A filter said drop.
    case filtered
    /// Its natural key was seen before.
    case duplicate
    /// It used up its tries or was refused for good: it waits for a person.
    case dead
    /// It is stopped for a reason that is not its own; see ``Reason/code``.
    case held
    /// A person's doing.
    case cancelled

    /// Whether nothing more happens to it by itself.
    package var isFinal: Bool { self != .pending && self != .waiting }
    /// Whether a person has to look at it.
    package var needsAttention: Bool { self == .dead || self == .held }
}

/// Why something is as it is: a stable word for programs and a sentence for people.
package struct Reason: Sendable, Equatable {
    package var code: String
    package var text: String
    /// The stage that gave it, such as `stages/0 (match)`; nil where it is not a stage's.
    package var stage: String?

    package init(code: String, text: String, stage: String? = nil) {
        self.code = code
        self.text = text
        self.stage = stage
    }

    /// Whether it says that a plugin crashed or hung, and its process with it.
    package var endedPlugin: Bool { code == "plugin-crashed" || code == "plugin-hung" }
}
