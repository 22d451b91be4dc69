internal import PenstockCore
internal import PenstockEngine
internal import PenstockPipelines

/// What came of one test of a pipeline.
struct TestOutcome {
    let test: PipelineTest
    /// What the stages did; nil where they could not be tried.
    let report: TrialReport?
    /// In what it differs from what was expected.
    let mismatches: [TestMismatch]
    /// Why it could not be tried.
    let faults: [Diagnostic]
    let duration: Duration

    var isPassed: Bool { mismatches.isEmpty && faults.isEmpty }
}
