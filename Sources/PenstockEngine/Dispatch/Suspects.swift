internal import PenstockCore
internal import PenstockPipelines
internal import PenstockPlugins
internal import Synchronization

/// Deliveries that may have brought a plugin down, as the book of faults has them, and what becomes of them.
final class Suspects: Sendable {
    private let book: FaultBook?
    private let suspicions: Mutex<[DeliveryID: FaultHistory.Suspicion]>

    /// - Parameter plugins: The digests of the plugins that are in use: what another file did says nothing.
    init(_ book: FaultBook?, plugins: Set<String>) {
        self.book = book
        let (known, gone) = (book?.history.suspects ?? [:]).partitioned { plugins.contains($0.record.digest) }
        suspicions = Mutex(known)
        book?.clear(Array(gone.keys))
    }

    /// Those that are tried once more, each with the digest of its plugin.
    var retried: [DeliveryID: String] {
        suspicions.withLock { $0.filter { !$0.value.isCertain }.mapValues(\.record.digest) }
    }

    /// Makes all of them due, with the reason for people to see. Nothing was tried as far as the endpoint is concerned.
    ///
    /// What has ended meanwhile is suspected no longer.
    func readmit(into store: any EventStore, clock: EngineClock) throws(StoreError) {
        let all = suspicions.withLock { $0 }
        guard !all.isEmpty else { return }
        let deliveries = Array(all.keys)
        let results = try store.commit(
            deliveries.map { id in
                .settle(
                    Settlement(
                        delivery: id,
                        state: .waiting,
                        due: clock.steady(),
                        reason: all[id]?.reason,
                        stageTries: 1,
                        at: clock.wall()
                    )
                )
            }
        )
        var ended: [DeliveryID] = []
        for (id, result) in zip(deliveries, results) { if case .failed = result { ended.append(id) } }
        forget(ended)
    }

    /// Why a delivery is not tried any more; nil when it is.
    func verdict(on delivery: DeliveryID) -> Reason? {
        suspicions.withLock { suspicions in
            guard !suspicions.isEmpty, let suspicion = suspicions[delivery], suspicion.isCertain else { return nil }
            return Reason(
                code: "quarantined",
                text: suspicion.reason.text,
                stage: suspicion.reason.stage
            )
        }
    }

    /// Takes note that a delivery has come to an end, or is held.
    func ended(_ delivery: DeliveryID) {
        guard suspicions.withLock({ $0[delivery] != nil }) else { return }
        forget([delivery])
    }

    private func forget(_ deliveries: [DeliveryID]) {
        suspicions.withLock { suspicions in for id in deliveries { suspicions[id] = nil } }
        book?.clear(deliveries)
    }
}

extension FaultRecord {
    /// Of the plugin's file; empty for a fault of the host itself, which suspects nothing.
    fileprivate var digest: String { culprit?.digest ?? "" }
}

extension Dictionary {
    fileprivate func partitioned(_ belongs: (Value) -> Bool) -> (Self, Self) {
        (filter { belongs($0.value) }, filter { !belongs($0.value) })
    }
}

extension Pipeline {
    /// The digests of the plugins whose stages it uses.
    var plugins: Set<String> {
        Set((stages + signers + [transport]).compactMap { $0.stage?.type.origin.digest })
    }
}
