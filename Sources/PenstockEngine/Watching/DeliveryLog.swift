internal import Logging
internal import PenstockCore
internal import Synchronization

/// What the log says of deliveries: a line for each try that fails, and one for each delivery that a person must look
/// at. A receiver that is down fails thousands of times; so only the first lines of a pipeline are written, then one
/// in a while with how many were left out. The store has them all.
final class DeliveryLog: Sendable {
    private struct Key: Hashable {
        var pipeline: PipelineID
        var isEnd: Bool
    }

    private let logger: Logger
    private let storeID: StoreID
    private let allowances = Mutex<[Key: LogAllowance]>([:])

    init(logger: Logger, storeID: StoreID) {
        self.logger = logger
        self.storeID = storeID
    }

    /// A try of a transport failed.
    func failed(
        _ claimed: ClaimedDelivery,
        _ result: AttemptResult,
        _ outcome: Outcome,
        pipeline: String,
        now: Timestamp
    ) {
        guard logger.logLevel <= .warning,
            let leftOut = allowed(Key(pipeline: claimed.pipeline, isEnd: false), now)
        else { return }
        var metadata = metadata(claimed, pipeline, leftOut)
        metadata["attempt"] = "\(claimed.attempts + 1)"
        metadata["outcome"] = "\(outcome.rawValue)"
        metadata["code"] = "\(result.code)"
        if result.status != 0 { metadata["status"] = "\(result.status)" }
        if let total = result.timings.total { metadata["took_ms"] = "\(total / 1000)" }
        logger.warning("an attempt failed: \(result.sentence)", metadata: metadata)
    }

    /// A delivery waits for a person.
    func ended(_ claimed: ClaimedDelivery, _ settlement: Settlement, pipeline: String, now: Timestamp) {
        guard logger.logLevel <= .error,
            let leftOut = allowed(Key(pipeline: claimed.pipeline, isEnd: true), now)
        else { return }
        var metadata = metadata(claimed, pipeline, leftOut)
        metadata["state"] = "\(settlement.state.rawValue)"
        if let reason = settlement.reason {
            metadata["reason"] = "\(reason.code)"
            if let stage = reason.stage { metadata["stage"] = "\(stage)" }
        }
        let text = settlement.reason?.text ?? "no reason was given"
        logger.error("a delivery is \(settlement.state.rawValue): \(text)", metadata: metadata)
    }

    private func allowed(_ key: Key, _ now: Timestamp) -> Int? {
        allowances.withLock { $0[key, default: LogAllowance()].take(at: now) }
    }

    private func metadata(_ claimed: ClaimedDelivery, _ pipeline: String, _ leftOut: Int) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "pipeline": "\(pipeline)", "delivery": "\(storeID.text(of: claimed.id))", "event": "\(claimed.event.id)",
            "type": "\(claimed.event.type)",
        ]
        if leftOut > 0 { metadata["left_out"] = "\(leftOut)" }
        return metadata
    }
}

/// How many lines may be written: so many at once, and one more each so often. Pure.
struct LogAllowance {
    private static let most = 10
    private static let interval = Duration.seconds(10)

    private var left = most
    private var last: Timestamp?
    private var leftOut = 0

    /// Takes a line.
    /// - Returns: How many were left out before it; nil when it is left out itself.
    mutating func take(at now: Timestamp) -> Int? {
        if let last {
            let earned = Int((now - last) / Self.interval)
            if earned > 0 {
                left = min(left + earned, Self.most)
                self.last = now
            }
        } else {
            last = now
        }
        guard left > 0 else {
            leftOut += 1
            return nil
        }
        left -= 1
        defer { leftOut = 0 }
        return leftOut
    }
}
