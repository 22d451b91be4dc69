internal import PenstockJSON

/// What the host, the generator and the receiver used while something was measured.
struct Measurement {
    private let host: BenchHost
    private let receiver: Receiver
    private let cpu: Int64
    private let threads: [ThreadTime]
    private let receiverCPU: Int64
    private let profiler: Profiler?

    /// Begins to measure.
    init(_ run: BenchRun, _ host: BenchHost, profiled: Bool) throws(BenchFailure) {
        self.host = host
        receiver = run.receiver
        profiler = profiled ? try Self.profiler(run, host) : nil
        cpu = host.reading.cpu
        threads = host.reading.threads
        receiverCPU = run.receiver.arrivals.cpu
    }

    private static func profiler(_ run: BenchRun, _ host: BenchHost) throws(BenchFailure) -> Profiler? {
        guard run.settings.split != .threads else { return nil }
        guard let perf = Profiler.program else {
            if run.settings.split == .perf { throw BenchFailure("perf is not installed; ask for --split threads") }
            return nil
        }
        return try Profiler(perf, process: host.reading.id, directory: run.directory)
    }

    /// Ends, and gives the CPU time for each event: the host's as a whole and by part, and that of both ends.
    func figures(events: Int, _ sent: LoadGenerator.Sent) -> [Figure] {
        let cpu = host.reading.cpu - self.cpu
        let byThread = CPUSplit(threads: threads, host.reading.threads)
        let split = profiler?.finish() ?? byThread
        func each(_ nanoseconds: Double) -> Double { nanoseconds / 1000 / Double(max(events, 1)) }
        var members: [(label: String, key: String, microseconds: Double)] = [("host", "host", each(Double(cpu)))]
        for part in CPUPart.allCases {
            members.append((part.label, part.rawValue, each(Double(cpu) * (split.shares[part] ?? 0))))
        }
        members.append(("generator", "generator", each(Double(sent.cpu))))
        members.append(("receiver", "receiver", each(Double(receiver.arrivals.cpu - receiverCPU))))
        let origin = split.origin.rawValue
        return members.map { member in
            Figure(
                key: "cpu_\(member.key)_us_per_event",
                label: "CPU \(member.label)",
                json: Figure.rounded(member.microseconds, 1),
                text: Figure.decimal(member.microseconds, 1) + " µs an event"
            )
        } + [Figure(key: "cpu_split_from", label: "CPU split from", json: .string(origin), text: origin)]
    }
}
