package import PenstockCore

/// What one stage did with a delivery.
package struct StageTrace: Sendable, Equatable {
    package enum End: String, Sendable, CaseIterable {
        case passed, dropped, failed, delivered
        case notReached = "not-reached"
    }

    package var stage: StageOutline
    package var end: End
    /// What the stage said of it.
    package var text: String?
    /// The revision that it was a stage of, where that is another than the delivery's.
    package var revision: RevisionID?

    package init(stage: StageOutline, end: End, text: String? = nil, revision: RevisionID? = nil) {
        self.stage = stage
        self.end = end
        self.text = text
        self.revision = revision
    }
}

/// What all stages of its pipeline did with a delivery, as far as it can be known. Pure.
///
/// Stages run in their order and each ends the delivery or lets it go on, so the one that is named in the reason tells of
/// all others.
package enum StagePath: Sendable, Equatable {
    case known([StageTrace])
    /// A sentence that says why not.
    case unknown(String)

    /// - Parameters:
    ///   - record: The delivery as its row has it.
    ///   - attempts: Those that are still kept.
    ///   - stages: Its pipeline's stages, in their order, with the revision of those that are another's.
    package init(_ record: DeliveryRecord, _ attempts: [Attempt], through stages: [(StageOutline, RevisionID?)]) {
        /// Those before one passed, those behind it were not reached.
        func path(to index: Int, _ end: StageTrace.End, _ text: String?) -> StagePath {
            .known(
                stages.enumerated().map { place, stage in
                    StageTrace(
                        stage: stage.0,
                        end: place < index ? .passed : place == index ? end : .notReached,
                        text: place == index ? text : nil,
                        revision: stage.1
                    )
                }
            )
        }
        // An older version did not note that it had begun; what a stage said of it tells so.
        guard record.hasBegun || record.state == .filtered || record.reason?.stage != nil else {
            self = path(to: -1, .notReached, nil)
            return
        }
        if let label = record.reason?.stage {
            // The last of that label: a message that was kept comes from another revision, and so do its stages.
            guard let index = stages.lastIndex(where: { $0.0.label == label }) else {
                self = .unknown("its pipeline has no \(label) in that revision")
                return
            }
            self = path(to: index, record.state == .filtered ? .dropped : .failed, record.reason?.text)
            return
        }
        let transport = stages.count - 1
        if record.state == .filtered {
            let filters = stages.indices.filter { stages[$0].0.kind == "filter" }
            self =
                filters.count == 1
                ? path(to: filters[0], .dropped, record.reason?.text)
                : .unknown("an older version did not keep which of its filters dropped it")
        } else if let result = attempts.last?.result {
            let text = result.sentence.isEmpty ? nil : result.sentence
            self = path(to: transport, result.outcome == .delivered ? .delivered : .failed, text)
        } else if record.state == .delivered {
            self = path(to: transport, .delivered, nil)
        } else {
            self = .unknown("what its stages said is not kept any more")
        }
    }
}
