package import PenstockCore

/// Something that does not go on by itself: a person is needed.
package struct Concern: Sendable, Equatable {
    /// What it is, for programs; the same word for ever.
    package enum Kind: String, Sendable, CaseIterable {
        case refusing, disk, clock, pipelineHeld = "pipeline-held", breaker, dead, held, late, files, plugin
        case sourceSilent = "source-silent"
    }

    package var kind: Kind
    package var pipeline: String?
    /// The source that it is about.
    package var source: String?
    package var count: Int?
    package var since: Timestamp?
    /// A sentence for people, without a full stop.
    package var text: String

    package init(
        kind: Kind,
        pipeline: String? = nil,
        source: String? = nil,
        count: Int? = nil,
        since: Timestamp? = nil,
        text: String
    ) {
        self.kind = kind
        self.pipeline = pipeline
        self.source = source
        self.count = count
        self.since = since
        self.text = text
    }
}
