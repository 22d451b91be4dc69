internal import PenstockCore
internal import PenstockEngine

/// What the list of timers can be asked for.
extension QueryReader {
    static let timerFilters = ["person", "type", "emit", "state", "due_before", "limit", "cursor"]

    func timerQuery(_ engine: any EngineService) throws(Problem) -> TimerQuery {
        var query = TimerQuery()
        query.person = try text("person").map { PersonDigest(of: $0, in: engine.storeID).text }
        query.type = try text("type")
        query.emit = try text("emit")
        for text in list("state") {
            guard let state = TimerState(rawValue: text) else {
                let known = TimerState.allCases.map(\.rawValue)
                let hint =
                    nearest(text, in: known).map { "is '\($0)' meant?" }
                    ?? "there are \(known.joined(separator: ", "))"
                throw Problem(.invalidParameter, "'\(text)' is no state of timers; \(hint)")
            }
            query.states.insert(state)
        }
        query.dueBefore = try timeAhead("due_before", now: engine.now)
        query.limit = try limit()
        if let text = try text("cursor") {
            guard let place = Cursor.timer(text) else {
                throw Problem(.invalidParameter, "'cursor' is '\(text)', which is no 'next' of this list")
            }
            query.cursor = place
        }
        return query
    }

    /// A moment: a date-time of RFC 3339, or how far ahead it is, such as `30d`.
    private func timeAhead(_ name: String, now: Timestamp) throws(Problem) -> Timestamp? {
        guard let text = try text(name) else { return nil }
        if let time = Timestamp(text) { return time }
        // What is further ahead than times are counted is behind all there is.
        if let ahead = Duration(text: text) {
            let (sum, isEndless) = now.microseconds.addingReportingOverflow(ahead.microseconds)
            return Timestamp(microseconds: isEndless ? .max : sum)
        }
        throw Problem(
            .invalidParameter,
            "'\(name)' is '\(text)'; it takes a date-time such as 2026-03-04T10:00:00Z, or how far ahead: 12h, 30d"
        )
    }
}

extension Cursor {
    /// The time in sixteen digits, and the number behind it.
    private static let digits = 16

    static func text(_ place: TimerCursor) -> String {
        let due = String(UInt64(bitPattern: place.due.microseconds), radix: 16)
        let padding = String(repeating: "0", count: digits - due.count)
        return List.timers.rawValue + padding + due + String(UInt64(bitPattern: place.id.rawValue), radix: 16)
    }

    /// The place in a text that ``text(_:)`` made; nil for any other text.
    static func timer(_ text: String) -> TimerCursor? {
        guard text.hasPrefix(List.timers.rawValue) else { return nil }
        let rest = text.dropFirst()
        guard let due = UInt64(rest.prefix(digits), radix: 16), rest.count > digits,
            let id = UInt64(rest.dropFirst(digits), radix: 16)
        else { return nil }
        return TimerCursor(
            due: Timestamp(microseconds: Int64(bitPattern: due)),
            id: TimerID(Int64(bitPattern: id))
        )
    }
}
