package import PenstockCore
internal import PenstockPlugins

// What stages of a trial are told of what stood before its event.

/// What stood before an event that is tried.
package struct TrialHistory: Sendable {
    let view: HistoryView

    init(_ view: HistoryView) { self.view = view }

    /// Nothing is known of it: measures are absent.
    package static let unknown = TrialHistory(HistoryView())
}

extension Trial {
    /// What a draft contributes to the measures of its type.
    func measurements(of draft: EventDraft, as event: Event) -> [NewMeasurement] {
        measuring.measurements(
            type: event.type,
            keys: EventKeys(draft, source: event.source, subject: event.subject, time: event.time)
        )
    }

    /// What an event finds where some others were accepted before it, each at its own time, and nothing else was.
    /// - Parameters:
    ///   - now: When it is accepted, and those that have no time.
    ///   - earlier: In the order of acceptance.
    package func history(
        of draft: EventDraft,
        as event: Event,
        at now: Timestamp,
        after earlier: [EventDraft] = []
    ) throws(IntakeError) -> TrialHistory {
        var ledger = MeasureLedger()
        for other in earlier {
            let accepted = other.time ?? now
            _ = ledger.record(measurements(of: other, as: try self.event(other, at: accepted)), at: accepted)
        }
        return TrialHistory(HistoryView(ledger.figures(for: measurements(of: draft, as: event), at: now)))
    }
}
