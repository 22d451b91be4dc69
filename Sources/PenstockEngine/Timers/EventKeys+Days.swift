internal import PenstockCore
internal import PenstockJSON

/// What an event says where a timer looks for a day.
enum FoundDay: Equatable {
    case day(CalendarDay)
    /// It is missing, null or empty: the day does not come.
    case never
    /// Something else stands there, in words for people.
    case wrong(String)
}

extension EventKeys {
    /// The day at a place: `YYYY-MM-DD`, or the one on which a time of RFC 3339 falls in a zone.
    func day(at place: JSONPointer, in zone: Zone) -> FoundDay {
        guard let range = range(at: place) else { return Self.day(attribute(at: place) ?? "", zone) }
        let bytes = data.span
        switch JSONScanner.kind(bytes, at: range) {
        case .null: return .never
        case .string: return Self.day(JSONScanner.string(bytes, in: range) ?? "", zone)
        case .object: return .wrong("an object")
        case .array: return .wrong("a list")
        case .bool, .number: return .wrong(String(decoding: data[range].prefix(Self.shown), as: UTF8.self))
        }
    }

    /// How much of a wrong value is told.
    private static let shown = 40

    private static func day(_ text: String, _ zone: Zone) -> FoundDay {
        if text.isEmpty { return .never }
        if let day = CalendarDay(text) { return .day(day) }
        if let moment = Timestamp(text) { return .day(CalendarDay(of: moment, in: zone)) }
        return .wrong("\"\(text.prefix(shown))\"")
    }

    /// Reads what is kept of an event for its timers.
    init(_ origin: TimerOrigin) {
        self.init(
            origin.id,
            origin.source,
            origin.type,
            origin.subject,
            origin.time,
            origin.extensions,
            data: origin.data
        )
    }
}
