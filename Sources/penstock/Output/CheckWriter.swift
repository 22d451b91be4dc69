internal import PenstockConformance

/// Writes what `plugin check` finds: a line for each test as it ends, and the costs at the end.
struct CheckWriter {
    private let terminal: Terminal
    private let isQuiet: Bool
    private let width = ConformanceTest.all.reduce(0) { max($0, $1.id.count) }

    /// - Parameter isQuiet: writes nothing while tests run.
    init(_ terminal: Terminal, isQuiet: Bool) {
        self.terminal = terminal
        self.isQuiet = isQuiet
    }

    func write(_ result: TestResult) {
        guard !isQuiet else { return }
        let (mark, style): (String, Style) =
            switch result.status {
            case .passed: ("ok", .green)
            case .warned: ("warning", .yellow)
            case .failed: ("FAILED", .red)
            case .skipped: ("skipped", .dim)
            }
        let about = result.stage.map { "  \($0)" } ?? ""
        terminal.write(
            terminal.styled(mark.padded(to: 7), style) + "  " + result.test.padded(to: width) + about.printable
                + terminal.styled("  \(result.milliseconds) ms\n", .dim)
        )
        for finding in result.findings {
            let style: Style? =
                switch finding.severity {
                case .failure: .red
                case .warning: .yellow
                case .note: .dim
                }
            terminal.write("         " + terminal.styled(finding.text.printable, style) + "\n")
        }
    }

    func writeEnd(of report: ConformanceReport) {
        let costs = report.results.flatMap { result in
            result.costs.sorted { $0.key < $1.key }.map { (result.stage?.description ?? "", $0.key, $0.value) }
        }
        if !costs.isEmpty {
            var table = Table([.init(title: "stage type"), .init(title: "call"), .init(title: "ns", isNumber: true)])
            for (stage, op, nanoseconds) in costs {
                table.add([.init(stage), .init(op), .init("\(Int(nanoseconds))")])
            }
            terminal.write("\n" + table.rendered(for: terminal))
        }
        let counts = [
            counted(report.count(.passed), "test") + " passed", "\(report.count(.warned)) with warnings",
            "\(report.count(.failed)) failed", "\(report.count(.skipped)) skipped",
        ]
        let library = report.library.map { "\($0.id) \($0.version)" } ?? report.file
        terminal.write("\n\(library.printable): \(counts.joined(separator: ", ")); --seed \(report.seed) repeats it\n")
    }
}
