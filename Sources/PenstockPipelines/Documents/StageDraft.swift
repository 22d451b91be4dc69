internal import PenstockJSON

/// A stage whose configuration was read and checked against its schema, before its plugin is asked.
struct StageDraft {
    var stage: PipelineStage
    let resolved: ResolvedConfiguration
    let written: StageConfiguration
    /// Files that the configuration names, by their absolute paths.
    let files: [JSONPointer: String]
    /// Places that hold a placeholder, or a file that cannot be read.
    let unsettled: Set<JSONPointer>
}
