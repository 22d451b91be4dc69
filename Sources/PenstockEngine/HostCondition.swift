package import PenstockCore
internal import PenstockPlugins

/// How the host itself stands, whatever its deliveries do.
package struct HostCondition: Sendable, Equatable {
    /// Why events are refused at present; nil when they are taken in.
    package var refusal: Reason?
    /// The room on the disk; nil where the store does not say.
    package var space: StoreSpace?
    /// What the store's writer has before it.
    package var load = WriterLoad()
    /// How far the time of day has moved since the start against a clock that does not jump; forward is positive.
    package var clockShift = Duration.zero
    /// The last fault of each plugin that is in use and brought the host down before, as sentences.
    package var quarantined: [String] = []

    package init() {}
}

extension Engine {
    package func condition() async -> HostCondition {
        var condition = HostCondition()
        let store = store
        condition.space = try? await reads.run { () throws(StoreError) in try store.space() }
        condition.load = writer.load
        condition.clockShift = clock.wall() - clock.steady()
        condition.refusal = refusal(condition.space)
        condition.quarantined = quarantined
        return condition
    }

    private var quarantined: [String] {
        guard let records = faults?.history.quarantined else { return [] }
        return pluginSet.plugins.compactMap { plugin in
            records[plugin.digest].map { "\($0.sentence) at \($0.time)" }
        }
    }

    private func refusal(_ space: StoreSpace?) -> Reason? {
        guard isReady else { return Reason(code: "stopping", text: "the engine is starting or shutting down") }
        guard let space, space.isNearlyFull else { return nil }
        let text = "the disk is nearly full: \(space.free.binarySize) free, events are taken in above "
        return Reason(code: "storage-full", text: text + "\(space.reserve.binarySize)")
    }
}
