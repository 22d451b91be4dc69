internal import CConformance
internal import Foundation
internal import PenstockJSON

/// The child's side: asks one test, and sends what came of it through descriptor 3.
package enum CaseRunner {
    /// The id of what is no test: tells what the library says of itself.
    static let description = "description"

    /// Runs the test and ends the process.
    package static func run(_ order: CaseOrder) -> Never {
        conf_watch(3, UInt32(clamping: order.seconds))
        let provider: any LibraryProvider =
            order.isIsolated
            ? IsolatedLibrary(path: order.file, patience: .seconds(order.seconds)) : LibraryFile(path: order.file)
        let run = TestRun(order, provider)
        let answer = order.test == description ? describe(run) : ask(run)
        let bytes = answer.serialized() + [UInt8(ascii: "\n")]
        unsafe bytes.withUnsafeBufferPointer { unsafe conf_send($0.baseAddress, bytes.count) }
        // Without running what a plugin may have left to be run at the end, as the host leaves.
        _exit(0)
    }

    private static func describe(_ run: TestRun) -> JSONValue {
        do {
            let summary = try run.library().summary
            return [
                "id": .string(summary.id), "version": .string(summary.version),
                "stages": .array(summary.stages.map { .string($0.description) }),
            ]
        } catch {
            return ["refusal": .string(sentence(error))]
        }
    }

    private static func ask(_ run: TestRun) -> JSONValue {
        var skipped: String?
        do {
            guard let test = ConformanceTest.all.first(where: { $0.id == run.order.test }) else {
                throw Stop("there is no test '\(run.order.test)'")
            }
            try test.run(run)
        } catch let skip as TestRun.Skip {
            skipped = skip.text
        } catch {
            run.fail(sentence(error))
        }
        return TestResult(
            test: run.order.test,
            stage: run.order.stage,
            findings: run.findings,
            skipped: skipped,
            costs: run.costs
        ).json
    }

    private static func sentence(_ error: any Error) -> String { (error as? Stop)?.text ?? "\(error)" }
}

extension TestResult {
    /// The result of a test that came to its end.
    init(test: String, stage: StageName?, findings: [Finding], skipped: String?, costs: [String: Double] = [:]) {
        let hasFailed = findings.contains { $0.severity == .failure }
        let hasWarned = findings.contains { $0.severity == .warning }
        self.init(
            test: test,
            stage: stage,
            status: hasFailed ? .failed : skipped != nil ? .skipped : hasWarned ? .warned : .passed,
            findings: findings + (skipped.map { [Finding(.note, $0)] } ?? []),
            costs: costs
        )
    }
}
