internal import CBench
internal import Foundation
internal import Glibc

extension BenchRun {
    /// How long a peer may take to listen.
    private static let startLimit = Duration.seconds(30).nanoseconds

    /// Measures another program with the same events and the same receiver. It is started with `sh -c`, listens on
    /// 127.0.0.1 at `BENCH_PORT` for a line of JSON each event, and sends each as one HTTP request to `BENCH_URL`;
    /// `BENCH_DIRECTORY` is there for its files, and `BENCH_CONNECTIONS` says how many connections come.
    func measure(_ peer: BenchSettings.Peer) throws(BenchFailure) -> BenchReport.Result {
        tell("\(peer.name): starting")
        let port = cbench_free_port()
        let place = "\(directory)/peer-\(UUID().uuidString)"
        try? FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        var environment = ProcessInfo.processInfo.environment
        environment[BenchPipelines.variable] = "http://127.0.0.1:\(receiver.port)/"
        environment["BENCH_PORT"] = "\(port)"
        environment["BENCH_DIRECTORY"] = place
        environment["BENCH_CONNECTIONS"] = "\(settings.connections)"
        let arguments = ["/bin/sh", "-c", peer.command]
        let process = try ChildProcess(arguments, environment: environment, log: "\(place)/log")
        defer { process.end(by: SIGTERM, within: 10) }

        try awaitListening(process, peer, port, log: "\(place)/log")
        let events = take(settings.events)
        let load = LoadGenerator.Load(events: events, connections: settings.connections, asLines: true)
        let generator = try LoadGenerator(ledger, load, to: port)
        let end = cbench_now() + settings.timeLimit.nanoseconds
        while !generator.sent.isDone && cbench_now() < end {
            try rest("\(peer.name): \(generator.sent.accepted) of \(events.count) written")
        }
        let sent = generator.finish()
        let drained = cbench_now() + settings.peerPatience.nanoseconds
        while ledger.account(of: sent.events).lost > 0 && cbench_now() < drained {
            for _ in 0..<50 { try rest("\(peer.name): \(receiver.arrivals.events) arrived") }
        }
        let account = ledger.account(of: sent.events)
        let late = Figure.count("not_arrived", "not arrived in time", account.lost)
        let figures = [
            Figure.rate("deliveries_per_second", "deliveries", account.deliveriesPerSecond), late,
            .count("written", "written to it", sent.accepted), .count("duplicates", "duplicates", account.duplicates),
        ]
        return .init(name: peer.name, figures: figures)
    }

    private func awaitListening(
        _ process: ChildProcess,
        _ peer: BenchSettings.Peer,
        _ port: UInt16,
        log: String
    ) throws(BenchFailure) {
        let start = cbench_now()
        while !cbench_listens(port) {
            guard process.isRunning, cbench_now() - start < Self.startLimit else {
                let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
                let end = text.split(separator: "\n").suffix(12).joined(separator: "\n")
                throw BenchFailure("\(peer.name) did not listen at port \(port):\n\(end)")
            }
            for _ in 0..<10 { try rest("\(peer.name): starting") }
        }
    }
}
