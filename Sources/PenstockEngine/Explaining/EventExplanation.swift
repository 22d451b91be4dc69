package import PenstockCore

/// What became of an event: what each pipeline made of it, and of each delivery.
package struct EventExplanation: Sendable {
    /// What one pipeline made of it.
    package struct Part: Sendable {
        package var pipeline: String
        /// Nil for a pipeline that was not asked: a job made the delivery.
        package var match: MatchExplanation?
        package var deliveries: [DeliveryExplanation]
    }

    package var record: EventRecord
    /// Pipelines with deliveries first, in the order in which they were made; then those that did not match, the nearest
    /// first.
    package var parts: [Part]
    /// The timers that it made.
    package var timers: [TimerRecord]
    /// What can be done where no pipeline took it; nil where one did.
    package var hint: String?

    /// - Parameters:
    ///   - catalog: The event types that are known.
    package init(
        _ record: EventRecord,
        matches: [MatchExplanation],
        deliveries: [DeliveryExplanation],
        timers: [TimerRecord] = [],
        catalog: [String]
    ) {
        self.record = record
        self.timers = timers
        let byPipeline = Dictionary(grouping: deliveries, by: \.record.pipeline)
        let matched = Dictionary(matches.map { ($0.pipeline, $0) }, uniquingKeysWith: { first, _ in first })
        var taken: [Part] = []
        for name in deliveries.map(\.record.pipeline) where !taken.contains(where: { $0.pipeline == name }) {
            taken.append(Part(pipeline: name, match: matched[name], deliveries: byPipeline[name] ?? []))
        }
        let rest = matches.filter { byPipeline[$0.pipeline] == nil }.sorted {
            ($0.isMatched ? 0 : 1, $0.distance, $0.pipeline) < ($1.isMatched ? 0 : 1, $1.distance, $1.pipeline)
        }
        parts = taken + rest.map { Part(pipeline: $0.pipeline, match: $0, deliveries: []) }
        if deliveries.isEmpty { hint = Self.hint(record, matches, catalog) }
    }

    /// The same without the pipelines that it says no delivery of.
    package var ofDeliveriesAlone: EventExplanation {
        var explanation = self
        explanation.parts.removeAll { $0.deliveries.isEmpty }
        return explanation
    }

    private static func hint(_ record: EventRecord, _ matches: [MatchExplanation], _ catalog: [String]) -> String? {
        let type = record.event.type
        let later = "`penstock replay --into PIPELINE` delivers it to a pipeline that wants it later"
        if let name = record.event.importName { return "the import '\(name)' loaded it as history; \(later)" }
        guard !matches.contains(where: \.isMatched) else {
            // Only an import delivers to nobody what a pipeline wants; its mark goes with the data.
            return record.deliveryCount == 0 && !record.hasPayload ? "an import loaded it as history; \(later)" : nil
        }
        if matches.isEmpty { return "no pipeline was declared when it was accepted; \(later)" }
        guard !catalog.contains(type), let meant = nearest(type, in: catalog) else { return later }
        return "the catalog has no type '\(type)'; is '\(meant)' meant? \(later)"
    }
}
