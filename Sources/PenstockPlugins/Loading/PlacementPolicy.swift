/// Where plugins run, and what of them is not run again. Pure.
package struct PlacementPolicy: Sendable {
    /// Plugins that crashed or hung before, with what happened, by the file's SHA-256.
    package var quarantined: [String: String]
    /// What crashed while it was readied, since a person last started the host: tried again in this process, it would
    /// crash again, and the host would never come up.
    package var barred: [FaultRecord]

    package init(quarantined: [String: String] = [:], barred: [FaultRecord] = []) {
        self.quarantined = quarantined
        self.barred = barred
    }

    /// What follows from the faults so far.
    /// - Parameter wasRestarted: Whether a fault brought the process here, and not a person.
    package init(_ history: FaultHistory, wasRestarted: Bool) {
        quarantined = history.quarantined.mapValues(\.sentence)
        barred = wasRestarted ? history.sinceStart.filter(\.isOfReadying) : []
    }

    /// What crashed of a file while it was readied.
    func bars(of digest: String) -> [FaultRecord] { barred.filter { $0.culprit?.digest == digest } }
}
