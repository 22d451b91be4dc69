internal import PenstockCore

// Events that were accepted before these rules.

extension TimerPlanning {
    /// Where looking at past events goes on; nil where all have been looked at under these rules.
    /// - Parameter walk: How far the store is; nil where it has never had any rules.
    func place(after walk: TimerWalk?) -> Int64? {
        guard let walk else { return digest == .noRules ? nil : 0 }
        return walk.rules == digest ? walk.place : 0
    }

    /// The events that have to be looked at.
    var pastEvents: Selection {
        var selection = Selection()
        selection.types = patterns
        return selection
    }

    /// What follows from a page of past events, the first of which stands behind a place.
    func past(_ page: Page<Event>, behind place: Int64, at now: Timestamp) -> PastTimers {
        let end = page.next ?? page.items.last?.sequence.rawValue ?? place
        return PastTimers(
            page.items.compactMap { past($0, at: now) },
            walk: TimerWalk(rules: digest, place: end),
            isEnd: page.next == nil,
            at: now
        )
    }

    /// - Returns: Nil where nothing follows. Events of timers are passed over: what follows from those was made when they
    ///   were, and it is not known any more whose siblings they are.
    private func past(_ event: Event, at now: Timestamp) -> PastEvent? {
        guard event.source != DueTimer.source else { return nil }
        let plan = plan(type: event.type, at: now, keys: EventKeys(event))
        guard plan.timers != nil || !plan.cancels.isEmpty else { return nil }
        return PastEvent(event, timers: plan.timers, cancels: plan.cancels)
    }
}
