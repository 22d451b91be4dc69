internal import PenstockCore

/// The number of an entry: its event's, and the place among the event's measures.
struct MeasureEntryID {
    /// How many measures an event may have.
    static let perEvent = 16

    let rawValue: Int64

    init(_ event: EventSequence, _ place: Int) { rawValue = event.rawValue * Int64(Self.perEvent) + Int64(place) }

    /// All that an event may have.
    static func range(of event: EventSequence) -> Range<Int64> {
        MeasureEntryID(event, 0).rawValue..<MeasureEntryID(event, perEvent).rawValue
    }
}
