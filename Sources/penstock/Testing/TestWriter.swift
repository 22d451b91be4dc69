internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

/// Writes what comes of tests for people: a line each, and for those that fail where and in what.
struct TestWriter {
    let terminal: Terminal
    /// Whether tests that pass are named too.
    var isVerbose = false

    func write(_ outcome: TestOutcome) {
        guard !outcome.isPassed || isVerbose else { return }
        let mark = outcome.isPassed ? terminal.styled("✔", .green) : terminal.styled("✘", .red)
        terminal.write("\(mark) \(outcome.test.label): \(outcome.test.name.printable)\n")
        for fault in outcome.faults { terminal.write(indented(fault.rendered(for: terminal)) + "\n") }
        for mismatch in outcome.mismatches { write(mismatch) }
        if !outcome.isPassed, let report = outcome.report { write(report) }
    }

    private func write(_ mismatch: TestMismatch) {
        terminal.write("  \(mismatch.position): \(terminal.styled(mismatch.subject, .bold)) is not as expected\n")
        let found = mismatch.found ?? "nothing"
        guard mismatch.expected.contains("\n") || found.contains("\n") else {
            terminal.write("    \(terminal.styled("- expected: \(mismatch.expected.printable)", .red))\n")
            terminal.write("    \(terminal.styled("+ found:    \(found.printable)", .green))\n")
            return
        }
        for line in LineDifference(expected: mismatch.expected, found: found).lines {
            line.write(to: terminal, indentation: "    ")
        }
    }

    /// What became of the event, in a few words: most often that is why.
    private func write(_ report: TrialReport) {
        var line = "  the event was \(report.stateWord)"
        if !report.match.isMatched { line = "  the pipeline does not take the event" }
        let reason = report.match.isMatched ? report.reason?.text : report.match.reason
        let place = report.reason?.stage.map { " at \($0)" } ?? ""
        terminal.write(terminal.styled("\(line)\(place)\(reason.map { ": \($0.printable)" } ?? "")", .dim) + "\n")
    }

    private func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(separator: "\n")
    }

    /// The last line: `12 tests of 9 pipelines and 2 sources passed`.
    func writeSummary(_ outcomes: [TestOutcome], untested: [String]) {
        let failed = outcomes.count { !$0.isPassed }
        func owners(_ kind: TestIdentity.Kind) -> Int {
            Set(outcomes.filter { $0.test.kind == kind }.map(\.test.owner)).count
        }
        let (pipelines, sources) = (owners(.pipeline), owners(.source))
        let owners = [
            pipelines > 0 || sources == 0 ? counted(pipelines, "pipeline") : nil,
            sources > 0 ? counted(sources, "source") : nil,
        ].compactMap(\.self).joined(separator: " and ")
        let whole = "\(counted(outcomes.count, "test")) of \(owners)"
        let line = failed == 0 ? "\(whole) passed" : "\(failed) of \(whole) failed"
        if !untested.isEmpty {
            terminal.write(terminal.styled("without tests: \(untested.joined(separator: ", "))\n", .dim))
        }
        terminal.write(terminal.styled(line, failed == 0 ? .green : .red) + "\n")
    }
}
