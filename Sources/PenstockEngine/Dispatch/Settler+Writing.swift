internal import Logging
internal import PenstockCore
internal import PenstockPlugins

// Getting outcomes onto the disk.

extension Settler {
    /// Writes an outcome, and what its lane must know after a restart where that has changed.
    /// - Parameter isAgain: Whether it could not be written before.
    func write(
        _ settlement: Settlement,
        _ claimed: ClaimedDelivery,
        _ ending: Ending,
        _ memory: LaneMemory?,
        isAgain: Bool = false
    ) {
        writer.enqueue(.settle(settlement)) { result in
            switch result {
            case .settled(let settled):
                pluginState.settled(settlement.pluginState, isWritten: settled.keepsPluginState)
                witness.settled(claimed, settlement)
                suspects.ended(claimed.id)
                if let due = settlement.due { dispatcher.note(.due(claimed.pipeline, at: due)) }
                if settled.releases { dispatcher.note(.due(claimed.pipeline, at: clock.steady())) }
                if settled.consequences.count < settlement.consequences.count {
                    logger.warning(
                        "the disk is nearly full, so an event of Penstock's own was dropped",
                        metadata: ["type": "\(settlement.consequences.first?.type ?? "")"]
                    )
                }
                for event in settled.consequences { dispatcher.note(.appended(event)) }
            case .failed(let error) where error.code == .full || error.code == .busy:
                // Kept with its slot, and nothing new begins, until it can be written.
                if !isAgain { log("an outcome cannot be written yet", error, claimed) }
                dispatcher.stopTaking(.outcomes, true)
                unwritten.keep(isAgain: isAgain) {
                    write(settlement, claimed, ending, memory, isAgain: true)
                }
                return
            case .failed(let error) where error.code == .conflict || error.code == .notFound:
                // A person was faster: cancelled, parked or erased while it was under way.
                logger.info(
                    "an outcome came too late: \(error.message)",
                    metadata: ["delivery": "\(storeID.text(of: claimed.id))"]
                )
                pluginState.settled(settlement.pluginState, isWritten: false)
            case .failed(let error):
                pluginState.settled(settlement.pluginState, isWritten: false)
                log("an outcome could not be written", error, claimed)
            default:
                break
            }
            if isAgain, unwritten.settled() { dispatcher.stopTaking(.outcomes, false) }
            dispatcher.note(.settled(claimed.id, of: claimed.pipeline, ending, isLate: claimed.isLate))
        }
        if let memory { remember(memory, claimed.pipeline) }
    }

    private func log(_ what: String, _ error: StoreError, _ claimed: ClaimedDelivery) {
        logger.error(
            "\(what): \(error.message)",
            metadata: ["delivery": "\(storeID.text(of: claimed.id))"]
        )
    }

    /// Keeps what a lane must know after a restart.
    func remember(_ memory: LaneMemory, _ pipeline: PipelineID) {
        writer.enqueue(.remember(pipeline, memory.bytes)) { [logger] result in
            guard case .failed(let error) = result else { return }
            logger.debug("what a lane knows could not be kept: \(error.message)")
        }
    }

    /// About once a second: sees whether the host stood still, and whether the store takes again what it did not.
    /// - Parameter witness: A lane whose memory is written where nothing else waits to be, to see.
    func tick(witness: (PipelineID, LaneMemory)?) {
        if let stall = stalls.tick(at: clock.steady()) {
            logger.warning(
                "the host stood still; attempts that failed meanwhile are made again",
                metadata: [
                    "seconds": "\(stall.microseconds / 1_000_000)"
                ]
            )
        }
        guard !unwritten.writeAgain(), dispatcher.stops.contains(.store), let (pipeline, memory) = witness else {
            return
        }
        remember(memory, pipeline)
    }
}
