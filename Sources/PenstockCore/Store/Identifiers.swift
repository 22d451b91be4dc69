/// An event's position in the order of acceptance. Given by the store, never reused.
package struct EventSequence: Hashable, Comparable, Sendable {
    package var rawValue: Int64
    package init(_ rawValue: Int64) { self.rawValue = rawValue }
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A delivery's number. Given by the store, never reused; higher numbers were made later.
package struct DeliveryID: Hashable, Comparable, Sendable {
    package var rawValue: Int64
    package init(_ rawValue: Int64) { self.rawValue = rawValue }
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A pipeline's number in the store. Belongs to its name for ever, also while no such pipeline is declared.
package struct PipelineID: Hashable, Sendable {
    package var rawValue: Int64
    package init(_ rawValue: Int64) { self.rawValue = rawValue }
}

/// The number of one version of the set of pipelines.
package struct RevisionID: Hashable, Sendable {
    package var rawValue: Int64
    package init(_ rawValue: Int64) { self.rawValue = rawValue }
}

/// The random name of one store, part of every id that people see, so that ids of two stores never meet.
package struct StoreID: Hashable, Sendable {
    /// Eight letters and digits.
    package let text: String

    package init(_ text: String) { self.text = text }

    /// Draws a new name.
    package static func random(using generator: inout some RandomNumberGenerator) -> StoreID {
        let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789")
        return StoreID(String((0..<8).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }))
    }

    /// What people see of a delivery, and what receivers get as `webhook-id`: `dlv_k3f9x2pq_17`.
    package func text(of delivery: DeliveryID) -> String { "dlv_\(text)_\(delivery.rawValue)" }

    /// The id of an event whose sender gave none: `evt_k3f9x2pq_12`.
    package func text(of event: EventSequence) -> String { "evt_\(text)_\(event.rawValue)" }

    /// What people see of a job: `job_k3f9x2pq_3`.
    package func text(of job: JobID) -> String { "job_\(text)_\(job.rawValue)" }

    /// The job that a text names; nil when it is none of this store.
    package func job(_ text: some StringProtocol) -> JobID? {
        number(text, prefix: "job_").map(JobID.init)
    }

    /// The delivery that a text names; nil when it is not one of this store.
    package func delivery(_ text: some StringProtocol) -> DeliveryID? {
        number(text, prefix: "dlv_").map(DeliveryID.init)
    }

    /// The event that a text made by ``text(of:)-(EventSequence)`` names; nil when it is none of this store.
    package func event(_ text: some StringProtocol) -> EventSequence? {
        number(text, prefix: "evt_").map(EventSequence.init)
    }

    func number(_ id: some StringProtocol, prefix: String) -> Int64? {
        let start = prefix + text + "_"
        guard id.hasPrefix(start), let number = Int64(id.dropFirst(start.count)), number > 0 else { return nil }
        return number
    }
}
