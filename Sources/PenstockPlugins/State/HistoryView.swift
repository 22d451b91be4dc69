package import PenstockCore

/// What stood before events when they were accepted, as their deliveries ask for it.
package struct HistoryView: Sendable {
    /// Gives the figures of an event; nil where there are none, because it measures nothing.
    package typealias Reading = @Sendable (EventSequence) throws(StoreError) -> EventFigures?

    private let reading: Reading

    /// - Parameter reading: Asks the store, which blocks.
    package init(reading: @escaping Reading) { self.reading = reading }

    /// A view of nothing, for those who have no store: events measure nothing.
    package init() { self.init { _ throws(StoreError) in nil } }

    /// The same figures for every event: those of the one that is tried.
    package init(_ figures: EventFigures?) { self.init { _ throws(StoreError) in figures } }

    fileprivate func figures(of event: EventSequence) throws(StoreError) -> EventFigures? { try reading(event) }
}

/// What the stages of one delivery may know of its event's figures. They are read when the first stage asks, and then
/// kept: most deliveries never ask. Used by one thread at a time.
struct DeliveryHistory {
    private let view: HistoryView
    private var event = EventSequence(0)
    /// Nil until they were asked for; nil inside where there are none.
    private var figures: EventFigures??
    /// Whether stages may be asked about now: not while an attempt is in flight, which may end on any thread.
    private var isOpen = false

    init(_ view: HistoryView) { self.view = view }

    /// Begins a delivery of an event.
    mutating func begin(_ event: EventSequence) {
        self.event = event
        figures = nil
        isOpen = true
    }

    /// Ends what stages may ask.
    mutating func close() { isOpen = false }

    /// The figures of a measure; nil where the event measures nothing of that name.
    mutating func figures(_ name: String) throws(PluginStateFailure) -> MeasureFigures? {
        guard isOpen else { throw .notInCall }
        return try known()?[name]
    }

    private mutating func known() throws(PluginStateFailure) -> EventFigures? {
        if let figures { return figures }
        do throws(StoreError) {
            let found = try view.figures(of: event)
            figures = .some(found)
            return found
        } catch {
            throw .noHistory(error)
        }
    }
}

extension PluginStateFailure {
    fileprivate static let notInCall = PluginStateFailure(
        kind: .permanent,
        code: "history-refused",
        text: "a stage asks for figures while it is called for a delivery, and not later"
    )

    fileprivate static func noHistory(_ error: StoreError) -> PluginStateFailure {
        PluginStateFailure(
            kind: .transient,
            code: "history-unreadable",
            text: "what stood before the event could not be read: \(error.message)"
        )
    }
}
