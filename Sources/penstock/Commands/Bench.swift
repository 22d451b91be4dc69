internal import ArgumentParser
internal import CProcess
internal import Foundation
internal import PenstockBench
internal import UnixSignals

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure how fast this machine delivers, and that nothing is lost on the way.",
        discussion: """
            Needs no running server: starts one of its own on a temporary store, sends events to it over loopback, \
            and receives what it delivers. Every event that was answered with a 2xx must arrive. Events, generator \
            and receiver are the same for all scenarios:

              throughput     as many events as the host takes, and its CPU time by part
              latency        a fixed number of events a second
              slow-receiver  every answer comes late
              memory         at rest, under load, and after it
              backlog        deliveries that waited, through a crash and a start, beside speed without them
              kill           kill -9 under load, several times

            Examples:
              penstock bench
              penstock bench --only throughput --events 2000000 --stored 2000000 --time-limit 5m --json

            Exit codes: 0 measured, 1 an event was lost, repeated too often, or nothing could be measured, 2 wrong \
            usage.
            """
    )

    @OptionGroup var load: BenchLoadOptions
    @OptionGroup var output: OutputOptions

    @Option(
        help: ArgumentHelp("Only these scenarios, with ',' between them. (default: all)", valueName: "scenario,…"),
        transform: Self.scenarios
    )
    var only = BenchSettings.Scenario.allCases

    @Option(
        help: ArgumentHelp(
            "Run this directory of pipelines in place of the built-in one.",
            discussion: "It needs a pipeline named 'bench' that sends to ${env:BENCH_URL} and keeps the event's id.",
            valueName: "dir"
        )
    )
    var pipelines: String?

    @Option(
        help: ArgumentHelp(
            "Write the store below this directory, to measure its disk. (default: the place for temporary files)",
            valueName: "dir"
        )
    )
    var directory: String?

    @Option(
        help: ArgumentHelp(
            "Where the split of the CPU time is from: perf, threads, or auto, which is perf where it is installed.",
            valueName: "source"
        )
    )
    var split = BenchSettings.Split.auto

    @Option(
        name: .customLong("peer"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "Measure another program in the same run; may be given again.",
            discussion: """
                COMMAND listens at 127.0.0.1:$BENCH_PORT for a line of JSON each event, and posts each to $BENCH_URL. \
                Benchmarks/peers has some.
                """,
            valueName: "name=command"
        ),
        transform: Self.peer
    )
    var peers: [BenchSettings.Peer] = []

    @Option(
        help: ArgumentHelp("How long a peer may go on sending what it took.", valueName: "duration"),
        transform: BenchLoadOptions.duration
    )
    var peerPatience = BenchSettings().peerPatience

    func run() async throws {
        // Both ends of every connection to and from the host are here.
        _ = cprocess_raise_file_limit()
        var settings = load.settings
        settings.scenarios = only
        settings.pipelines = pipelines
        settings.directory = directory
        settings.split = split
        settings.peers = peers
        settings.peerPatience = peerPatience
        let progress = ProgressLine(Terminal.error)
        let bench = Bench(settings, program: Self.program, version: Penstock.version) { progress.show($0) }
        let report = try await Self.untilSignal(bench)
        progress.clear()
        if output.isJSON { Terminal.output.write(json: report.json) } else { report.write(to: Terminal.output) }
        guard report.isGood else { throw CommandFailure.silent }
    }

    /// Runs to the end, or to the first signal, after which nothing is left behind.
    private static func untilSignal(_ bench: Bench) async throws -> BenchReport {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        return try await withThrowingTaskGroup(of: BenchReport?.self) { tasks in
            tasks.addTask {
                for await _ in signals { bench.stop() }
                return nil
            }
            tasks.addTask { try await bench.run() }
            defer { tasks.cancelAll() }
            do {
                while let report = try await tasks.next() { if let report { return report } }
            } catch let failure as BenchFailure {
                throw CommandFailure(failure.description)
            }
            throw CommandFailure.silent
        }
    }

    /// The path of this very program.
    private static var program: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    }

    private static func scenarios(_ text: String) throws -> [BenchSettings.Scenario] {
        try text.split(separator: ",").map { name in
            if let scenario = BenchSettings.Scenario(rawValue: String(name)) { return scenario }
            let names = BenchSettings.Scenario.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there is no scenario '\(name)'; there are \(names)")
        }
    }

    private static func peer(_ text: String) throws -> BenchSettings.Peer {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw ValidationError("'\(text)' is not NAME=COMMAND") }
        return .init(name: parts[0], command: parts[1])
    }
}

extension BenchSettings.Split: ExpressibleByArgument {}
extension IDOrder: ExpressibleByArgument {}
