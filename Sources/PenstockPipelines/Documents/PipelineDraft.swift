internal import PenstockCore

/// A pipeline that was read and whose stages wait to be configured: all of a directory are read first, so that plugins can
/// be told of everything that is to come.
struct PipelineDraft {
    let document: PipelineDocument
    /// The document as JSON with sorted keys, whatever its layout.
    let text: [UInt8]
    /// About everything but the stages.
    var complaints: Complaints
    var stages: [StageBuilder] = []

    init(_ document: PipelineDocument, text: [UInt8], complaints: Complaints) {
        self.document = document
        self.text = text
        self.complaints = complaints
    }

    /// Configures the stages.
    /// - Returns: Those that are right.
    mutating func finishStages() -> [PipelineStage] {
        stages.indices.compactMap { stages[$0].finish() }
    }

    /// How many complaints there are so far.
    var complaintCount: Int { stages.reduce(complaints.diagnostics.count) { $0 + $1.complaints.diagnostics.count } }

    /// All complaints, without anything secret in them.
    var diagnostics: [Diagnostic] {
        let redaction = Redaction(stages.flatMap(\.secrets))
        return (complaints.diagnostics + stages.flatMap(\.complaints.diagnostics)).map { redaction($0) }
    }

    /// The document as it is written, without its tests; secrets that stand in it in the open are masked.
    var source: String {
        complaints.document(at: document.position.line, hiding: stages.flatMap(\.openSecrets), without: document.tests)
    }
}
