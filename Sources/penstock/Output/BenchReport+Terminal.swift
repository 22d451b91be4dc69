internal import PenstockBench

extension BenchReport {
    /// Writes the report for people.
    func write(to terminal: Terminal) {
        var facts = Facts()
        facts.add("commit", commit + (isDebug ? " (debug build: these figures are no measure)" : ""))
        let memory = "\(machine.memory / 1_048_576) MiB"
        facts.add("machine", "\(machine.processor), \(counted(machine.cores, "core")), \(memory), \(machine.kernel)")
        facts.add("fdatasync", "\(machine.syncTime / 1000) µs for 4 KiB")
        facts.add("load", load)
        terminal.write(facts.rendered(for: terminal) + "\n")

        var table = Table([.init(title: "scenario"), .init(title: "figure"), .init(title: "measured")])
        for result in results + peers {
            for (index, figure) in result.figures.enumerated() {
                let isBad = figure.key == "lost" && figure.text != "0"
                let name = Table.Cell(index == 0 ? result.name : "", .bold)
                table.add([name, .init(figure.label), .init(figure.text, isBad ? .red : nil)])
            }
        }
        terminal.write(table.rendered(for: terminal))
        for result in results {
            for problem in result.problems {
                terminal.write(terminal.styled("! ", .red) + "\(result.name): \(problem)".printable + "\n")
            }
        }
    }

    private var load: String {
        var parts = [
            counted(settings.events, "event"), counted(settings.connections, "connection"),
            "\(settings.ids.rawValue) ids",
        ]
        if settings.stored > 0 { parts.append("\(settings.stored) stored before") }
        if let pipelines = settings.pipelines { parts.append("pipelines of \(pipelines)") }
        return parts.joined(separator: ", ")
    }
}
