internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockSources

/// Runs the tests of a directory's sources: the real plugins, and everything but the wire and the store.
struct SourceTestRunner {
    let ground: PipelineGround

    /// Runs tests, those with the same secrets together.
    /// - Parameter each: Called with what came of each, as it ends.
    func run(_ tests: [SourceTest], each: (TestOutcome) -> Void) {
        // A source is read anew for other secrets only.
        for secrets in tests.map(\.secrets).distinct {
            let (sources, diagnostics) = ground.sources(lookup: .given(secrets))
            for test in tests where test.secrets == secrets {
                each(run(test, sources[test.source], diagnostics))
            }
        }
    }

    private func run(_ test: SourceTest, _ source: Source?, _ diagnostics: [Diagnostic]) -> TestOutcome {
        let began = ContinuousClock.now
        guard let source else {
            let errors = diagnostics.filter { $0.severity == .error }
            let fault = Diagnostic(at: test.position, "the source '\(test.source)' could not be read")
            return TestOutcome(
                test: TestIdentity(test),
                mismatches: [],
                faults: errors.isEmpty ? [fault] : errors,
                duration: .zero
            )
        }
        let trial = SourceTrial.run(
            test.request,
            through: source,
            catalog: ground.catalog,
            at: test.at ?? TestRunner.standardTime
        )
        return TestOutcome(
            test: TestIdentity(test),
            source: trial.json(of: source),
            mismatches: trial.mismatches(with: test.expectation),
            faults: [],
            duration: began.duration(to: .now)
        )
    }
}
