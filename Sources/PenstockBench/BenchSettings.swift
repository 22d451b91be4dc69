/// What to measure, and how much of it.
package struct BenchSettings: Sendable {
    /// One thing that is measured.
    package enum Scenario: String, CaseIterable, Sendable {
        case throughput
        case latency
        case slowReceiver = "slow-receiver"
        case memory
        case backlog
        case kill
    }

    /// Where the split of the host's CPU time comes from.
    package enum Split: String, CaseIterable, Sendable {
        /// `perf` where it is installed and may look into the kernel, and else the threads.
        case auto
        case perf
        case threads
    }

    /// Another program to measure beside Penstock. It is started with `sh -c`; see ``PeerRun``.
    package struct Peer: Sendable {
        /// What the report calls it.
        package var name: String
        /// What starts it.
        package var command: String

        /// Makes a peer of its name and the command that starts it.
        package init(name: String, command: String) {
            self.name = name
            self.command = command
        }
    }

    /// What is measured, in this order.
    package var scenarios: [Scenario] = Scenario.allCases
    /// Events of a scenario, save where another number says so.
    package var events = 50_000
    /// Keep-alive connections on which events are sent.
    package var connections = 128
    /// Events a second where latency is measured.
    package var rate = 500
    /// How long each answer takes where the receiver is slow.
    package var receiverDelay = Duration.milliseconds(20)
    /// Deliveries that wait.
    package var backlog = 100_000
    /// Events that are delivered before anything is measured.
    package var stored = 0
    /// In which order ids are.
    package var ids = IDOrder.sequential
    /// How often the host is killed.
    package var kills = 3
    /// After so long, a scenario sends nothing more.
    package var timeLimit = Duration.seconds(300)
    /// Where the split of the CPU time is from.
    package var split = Split.auto
    /// Another directory of pipelines; nil takes the bench's own.
    package var pipelines: String?
    /// Where the data is written while it is measured; nil takes the system's place for temporary files.
    package var directory: String?
    /// Programs to measure beside Penstock.
    package var peers: [Peer] = []
    /// How long a peer may take to send on what was written to it.
    package var peerPatience = Duration.seconds(60)

    /// The defaults: everything, in about a minute.
    package init() {}

    /// Events where latency is measured: ten seconds of them.
    package var latencyEvents: Int { min(events, rate * 10) }
    /// Events that go through before something is measured, so that connections stand and lanes are at their width.
    package var warmUp: Int { min(max(events / 10, 1), 2000) }
    /// Events without a backlog, to compare with.
    package var baseline: Int { min(events, backlog) }

    /// Room for every event of a run.
    package var capacity: Int {
        // Each scenario sends at most one stretch of events and one of the backlog, each after a warm-up.
        stored + (scenarios.count + peers.count) * (max(events, 1) + 2 * warmUp) + backlog + 1
    }
}
