internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockPipelines

/// Which test it was.
struct TestIdentity {
    /// What is tested.
    enum Kind: String {
        case pipeline, source
    }

    var kind: Kind
    /// The name of the pipeline or of the source.
    var owner: String
    var name: String
    var position: SourcePosition

    /// The owner for people, and for programs that sort by it: a source by its path.
    var label: String { kind == .pipeline ? owner : "sources/\(owner)" }

    init(_ test: PipelineTest) {
        (kind, owner, name, position) = (.pipeline, test.pipeline, test.name, test.position)
    }

    init(_ test: SourceTest) {
        (kind, owner, name, position) = (.source, test.source, test.name, test.position)
    }
}

/// What came of one test of a pipeline or a source.
struct TestOutcome {
    let test: TestIdentity
    /// What the stages of a pipeline did; nil where they could not be tried.
    var report: TrialReport?
    /// What came of a request to a source, for programs; nil where it could not be tried.
    var source: JSONValue?
    /// In what it differs from what was expected.
    let mismatches: [TestMismatch]
    /// Why it could not be tried.
    let faults: [Diagnostic]
    let duration: Duration

    var isPassed: Bool { mismatches.isEmpty && faults.isEmpty }
}
