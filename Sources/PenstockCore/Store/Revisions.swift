/// A version of the set of pipelines.
package struct RevisionRecord: Sendable, Equatable {
    package var id: RevisionID
    /// When it was first adopted.
    package var adoptedAt: Timestamp
    /// How many pipelines it has.
    package var pipelineCount: Int

    package init(id: RevisionID, adoptedAt: Timestamp, pipelineCount: Int) {
        self.id = id
        self.adoptedAt = adoptedAt
        self.pipelineCount = pipelineCount
    }
}

/// What is kept of a pipeline's document, so that people can read what an old delivery went through.
package struct DocumentText: Sendable, Equatable {
    /// The document as it is written, with `***` for secrets that stand in it in the open.
    package var text: String
    /// Its stages as JSON text. They follow from ``text``.
    package var stages: String

    package init(text: String, stages: String) {
        self.text = text
        self.stages = stages
    }
}
