internal import CBench
internal import Foundation
internal import Glibc

/// A `penstock serve` in a process of its own, so that its CPU time and memory are told from those of the bench.
final class BenchHost {
    /// Where things are that a host needs.
    struct Place {
        /// The program itself.
        var program: String
        var pipelines: String
        var data: String
        var log: String
        var receiver: UInt16
    }

    let port: UInt16
    /// When it was started, and when it said that it takes events, by the ledger's clock.
    let started: Int64
    let ready: Int64
    private let process: ChildProcess
    private let place: Place

    /// Starts it, and waits until it takes events.
    /// - Throws: ``BenchFailure`` with the end of its log when it does not.
    init(_ place: Place) throws(BenchFailure) {
        self.place = place
        // Settings of the person who measures are not to be measured, and a proxy is not between loopback and itself.
        var environment = ProcessInfo.processInfo.environment.filter { name, _ in
            !name.hasPrefix("PENSTOCK_") && !name.lowercased().hasSuffix("_proxy")
        }
        environment[BenchPipelines.variable] = "http://127.0.0.1:\(place.receiver)/"
        started = cbench_now()
        process = try ChildProcess(
            [
                place.program, "serve", place.pipelines, "--data", place.data, "--listen", "127.0.0.1:0",
                "--log-level", "warning",
            ],
            environment: environment,
            log: place.log,
            reads: true
        )
        let line = process.readLine() ?? ""
        let address = line.firstMatch(of: /http:\/\/127\.0\.0\.1:([0-9]+)/)
        guard let port = address.flatMap({ UInt16($0.output.1) }) else {
            process.end(by: SIGKILL)
            throw BenchFailure("penstock serve did not start:\n\(Self.end(of: place.log))")
        }
        self.port = port
        while unsafe cbench_request(port, "GET", "/readyz") != 200 {
            guard process.isRunning, cbench_now() - started < 120_000_000_000 else {
                process.end(by: SIGKILL)
                throw BenchFailure("penstock serve never became ready:\n\(Self.end(of: place.log))")
            }
            usleep(1000)
        }
        ready = cbench_now()
    }

    /// What it uses.
    var reading: ProcessReading { ProcessReading(id: process.id) }

    /// Makes sure that it still runs.
    /// - Throws: ``BenchFailure`` with the end of its log when it does not.
    func checkRunning() throws(BenchFailure) {
        guard !process.isRunning else { return }
        throw BenchFailure("penstock serve ended while it was measured:\n\(Self.end(of: place.log))")
    }

    /// Pauses or resumes the pipeline that is measured.
    func turn(_ word: String) throws(BenchFailure) {
        let path = "/v1/pipelines/\(BenchPipelines.pipeline)/\(word)"
        let status = unsafe cbench_request(port, "POST", path)
        guard status / 100 == 2 else {
            let name = BenchPipelines.pipeline
            throw BenchFailure("the pipeline '\(name)' could not be told to \(word): the host answered \(status)")
        }
    }

    /// Starts the same again, on the same data.
    func again() throws(BenchFailure) -> BenchHost { try BenchHost(place) }

    /// Ends it as a crash would.
    func kill() { process.end(by: SIGKILL) }

    /// Lets it finish what is under way.
    func stop() throws(BenchFailure) {
        let code = process.end(by: SIGTERM, within: 60)
        guard code == 0 else {
            let how = code.map { "with \($0)" } ?? "by a signal"
            throw BenchFailure("penstock serve ended \(how):\n\(Self.end(of: place.log))")
        }
    }

    private static func end(of log: String) -> String {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(12).joined(separator: "\n")
    }
}
