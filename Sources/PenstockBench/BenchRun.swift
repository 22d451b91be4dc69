internal import CBench
internal import Foundation
internal import Glibc

/// What the scenarios of one run share: the ledger, the receiver, the store, and sending events until they arrived.
final class BenchRun {
    let settings: BenchSettings
    let ledger: Ledger
    let receiver: Receiver
    let directory: String
    private let place: BenchHost.Place
    private let progress: (String) -> Void
    private let isStopped: () -> Bool
    private var next = 0
    private var hasStored = false

    /// How long nothing may arrive before what is still missing is called lost: longer than the first try again.
    private static let silence = Duration.seconds(20).nanoseconds
    private static let pause: UInt32 = 2000
    /// Events in a request where only their being stored matters.
    private static let storingBatch = 50

    init(
        _ settings: BenchSettings,
        program: String,
        directory: String,
        progress: @escaping (String) -> Void,
        isStopped: @escaping () -> Bool
    ) throws(BenchFailure) {
        self.settings = settings
        self.directory = directory
        self.progress = progress
        self.isStopped = isStopped
        ledger = try Ledger(capacity: settings.capacity, ids: settings.ids, seed: UInt64.random(in: 1 ... .max))
        receiver = try Receiver(ledger)
        place = BenchHost.Place(
            program: program,
            pipelines: "\(directory)/pipelines",
            data: "\(directory)/data",
            log: "\(directory)/serve.log",
            receiver: receiver.port
        )
        try BenchPipelines.make(at: place.pipelines, copying: settings.pipelines)
    }

    /// Measures one scenario, with a host of its own on the run's store.
    func measure(_ scenario: BenchSettings.Scenario) throws(BenchFailure) -> BenchReport.Result {
        tell("\(scenario.rawValue): starting")
        let host = try startHost()
        switch scenario {
        case .throughput: return try measureThroughput(host)
        case .latency: return try measureLatency(host)
        case .slowReceiver: return try measureSlowReceiver(host)
        case .memory: return try measureMemory(host)
        case .backlog: return try measureBacklog(host)
        case .kill: return try measureKills(host)
        }
    }

    /// Starts a host; the first of a run takes in what is to be stored before anything is measured.
    private func startHost() throws(BenchFailure) -> BenchHost {
        let host = try BenchHost(place)
        guard settings.stored > 0, !hasStored else { return host }
        hasStored = true
        let events = take(settings.stored)
        let load = LoadGenerator.Load(events: events, connections: 16, batch: Self.storingBatch)
        let generator = try LoadGenerator(ledger, load, to: host.port)
        try wait(for: generator, host, events.count, "storing", limit: nil)
        try drain(finish(generator), "storing")
        return host
    }

    // MARK: - Sending

    /// The next so many events of the ledger.
    func take(_ count: Int) -> Range<Int> {
        let events = next..<min(next + count, ledger.capacity)
        next = events.upperBound
        return events
    }

    /// Sends events and waits until all that were taken have arrived.
    @discardableResult
    func deliver(
        _ events: Range<Int>,
        to host: BenchHost,
        rate: Double? = nil,
        _ what: String
    ) throws(BenchFailure) -> LoadGenerator.Sent {
        let sent = try send(events, to: host, rate: rate, what)
        try drain(sent, what)
        return sent
    }

    /// Sends events and waits until each has its answer, or the time of a scenario is over.
    func send(
        _ events: Range<Int>,
        to host: BenchHost,
        rate: Double? = nil,
        _ what: String
    ) throws(BenchFailure) -> LoadGenerator.Sent {
        let load = LoadGenerator.Load(events: events, connections: settings.connections, rate: rate)
        let generator = try LoadGenerator(ledger, load, to: host.port)
        try wait(for: generator, host, events.count, what, limit: settings.timeLimit)
        return try finish(generator)
    }

    /// Ends a generator.
    /// - Throws: ``BenchFailure`` when an event was refused: what is measured takes them all.
    func finish(_ generator: LoadGenerator) throws(BenchFailure) -> LoadGenerator.Sent {
        let sent = generator.finish()
        // What the time did not suffice for is the next scenario's.
        next = sent.events.upperBound
        guard sent.refused == 0 else {
            throw BenchFailure("the host refused \(sent.refused) events, the last with status \(sent.refusal)")
        }
        return sent
    }

    private func wait(
        for generator: LoadGenerator,
        _ host: BenchHost,
        _ count: Int,
        _ what: String,
        limit: Duration?
    ) throws(BenchFailure) {
        let end = limit.map { cbench_now() + $0.nanoseconds } ?? .max
        while !generator.sent.isDone, cbench_now() < end {
            try host.checkRunning()
            try rest("\(what): \(generator.sent.accepted) of \(count) taken")
        }
    }

    /// Waits until every event that was taken has arrived, or nothing came for so long that it is lost.
    func drain(_ sent: LoadGenerator.Sent, _ what: String) throws(BenchFailure) {
        var quietSince = cbench_now()
        var last = receiver.arrivals.requests
        var checked = -1
        while cbench_now() - quietSince < Self.silence {
            let arrivals = receiver.arrivals
            if arrivals.requests != last { (last, quietSince) = (arrivals.requests, cbench_now()) }
            // Looking through the whole ledger is for when enough arrived in all.
            if arrivals.events >= sent.accepted, arrivals.events != checked, cbench_now() - quietSince > 1_000_000 {
                checked = arrivals.events
                if ledger.account(of: sent.events).lost == 0 { return }
            }
            try rest("\(what): waiting for what was taken, \(arrivals.events) arrived")
        }
    }

    // MARK: - The rest

    /// Waits a moment.
    /// - Throws: ``BenchFailure/interrupted`` when the run was stopped.
    func rest(_ text: @autoclosure () -> String) throws(BenchFailure) {
        guard !isStopped() else { throw .interrupted }
        tell(text())
        usleep(Self.pause)
    }

    /// Says what is going on.
    func tell(_ text: String) { progress(text) }

    /// What must not be of an account.
    func problems(of account: Account, duplicates allowed: Int? = 0) -> [String] {
        var problems: [String] = []
        if account.lost > 0 { problems.append("\(account.lost) events were taken with a 2xx and never arrived") }
        if let allowed, account.duplicates > allowed {
            problems.append("\(account.duplicates) arrivals were repetitions; at most \(allowed) may be")
        }
        return problems
    }
}
