internal import Foundation
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

/// Runs the tests of a directory's pipelines: the real plugins, and everything but the wire.
struct TestRunner {
    let ground: PipelineGround
    /// Whether files with recorded outputs are written and not compared.
    var updates = false

    /// The time at which tests begin that name none.
    static let standardTime = Timestamp("2026-01-01T00:00:00Z") ?? Timestamp(microseconds: 0)

    /// Runs tests, in the order in which they are given.
    /// - Parameters:
    ///   - set: The pipelines, not configured.
    ///   - each: Called with what came of each, as it ends.
    func run(_ tests: [PipelineTest], of set: PipelineSet, each: (TestOutcome) -> Void) {
        // Pipelines are configured anew for other secrets only: a program may take its time to be compiled.
        for group in grouped(tests) {
            let names = Set(group.tests.map(\.pipeline))
            let files = Set(names.compactMap { set[$0]?.position.file })
            let (configured, diagnostics) = ground.pipelines(lookup: .given(group.secrets), only: names, files: files)
            let errors = diagnostics.filter { $0.severity == .error }
            for test in group.tests {
                guard let configured else {
                    each(TestOutcome(test: TestIdentity(test), mismatches: [], faults: errors, duration: .zero))
                    continue
                }
                each(run(test, in: configured))
            }
        }
    }

    private func grouped(_ tests: [PipelineTest]) -> [(secrets: [String: String], tests: [PipelineTest])] {
        var groups: [(secrets: [String: String], tests: [PipelineTest])] = []
        var indices: [[String: String]: Int] = [:]
        for test in tests {
            if let index = indices[test.secrets] {
                groups[index].tests.append(test)
            } else {
                indices[test.secrets] = groups.count
                groups.append((test.secrets, [test]))
            }
        }
        return groups
    }

    private func run(_ test: PipelineTest, in set: PipelineSet) -> TestOutcome {
        let began = ContinuousClock.now
        func outcome(_ report: TrialReport?, _ mismatches: [TestMismatch], _ fault: String?) -> TestOutcome {
            TestOutcome(
                test: TestIdentity(test),
                report: report,
                mismatches: mismatches,
                faults: fault.map { [Diagnostic(at: test.position, $0)] } ?? [],
                duration: began.duration(to: .now)
            )
        }
        guard let pipeline = set[test.pipeline] else {
            return outcome(nil, [], "the pipeline '\(test.pipeline)' could not be configured")
        }
        do throws(IntakeError) {
            let draft = try EventDraft(json: test.event)
            let start = test.at ?? draft.time ?? Self.standardTime
            let directories = DirectoryView(rows: test.directories)
            let trial = Trial(catalog: ground.catalog, thread: 0, directories: directories)
            let event = try trial.event(draft, at: start)
            let report = trial.run(
                event,
                through: pipeline,
                at: start,
                history: try history(of: draft, as: event, at: start, test, trial),
                answers: test.answers
            )
            let (recorded, fault) = compare(report, with: test.recorded)
            return outcome(report, report.mismatches(with: test.expectations) + recorded, fault)
        } catch {
            return outcome(nil, [], "the event cannot be taken in: \(error.message)")
        }
    }

    /// What the events say that a test lets come before its own.
    private func history(
        of draft: EventDraft,
        as event: Event,
        at start: Timestamp,
        _ test: PipelineTest,
        _ trial: Trial
    ) throws(IntakeError) -> TrialHistory {
        do throws(IntakeError) {
            var earlier: [EventDraft] = []
            for event in test.before { earlier.append(try EventDraft(json: event)) }
            return try trial.history(of: draft, as: event, at: start, after: earlier)
        } catch {
            throw IntakeError(error.code, "one of 'before' cannot be: \(error.message)")
        }
    }

    /// Compares with a recorded output, or writes it.
    private func compare(
        _ report: TrialReport,
        with recorded: (path: String, position: SourcePosition)?
    ) -> (mismatches: [TestMismatch], fault: String?) {
        guard let (path, position) = recorded else { return ([], nil) }
        // Indented, with sorted keys, so that a change of it can be read.
        let output = String(decoding: report.output.serialized(pretty: true, sortedKeys: true), as: UTF8.self) + "\n"
        let before = try? String(contentsOfFile: path, encoding: .utf8)
        if before == output { return ([], nil) }
        guard updates else {
            let expected = before ?? "the file \(path), which is not there; `penstock test --update` writes it"
            return ([TestMismatch(position: position, subject: "recorded", expected: expected, found: output)], nil)
        }
        do {
            let file = URL(filePath: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(output.utf8).write(to: file, options: .atomic)
            return ([], nil)
        } catch {
            return ([], "\(path) cannot be written: \(error.localizedDescription)")
        }
    }
}
