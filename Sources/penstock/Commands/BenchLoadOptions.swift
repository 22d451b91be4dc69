internal import ArgumentParser
internal import PenstockBench
internal import PenstockCore

/// How much `penstock bench` sends, and how.
struct BenchLoadOptions: ParsableArguments {
    private static let defaults = BenchSettings()

    @Option(help: ArgumentHelp("Events of each scenario.", valueName: "count"))
    var events = Self.defaults.events

    @Option(help: ArgumentHelp("Keep-alive connections on which events are sent.", valueName: "count"))
    var connections = Self.defaults.connections

    @Option(help: ArgumentHelp("latency: events a second, for at most ten seconds.", valueName: "count"))
    var rate = Self.defaults.rate

    @Option(
        help: ArgumentHelp("slow-receiver: how long each answer takes.", valueName: "duration"),
        transform: Self.duration
    )
    var receiverDelay = Self.defaults.receiverDelay

    @Option(help: ArgumentHelp("backlog: deliveries that wait.", valueName: "count"))
    var backlog = Self.defaults.backlog

    @Option(help: ArgumentHelp("kill: how often the host is killed.", valueName: "count"))
    var kills = Self.defaults.kills

    @Option(help: ArgumentHelp("Deliver so many events before anything is measured.", valueName: "count"))
    var stored = Self.defaults.stored

    @Option(
        help: ArgumentHelp(
            "Ids that follow each other (sequential), or that have nothing in common (random).",
            valueName: "order"
        )
    )
    var ids = Self.defaults.ids

    @Option(
        help: ArgumentHelp("Send nothing more in a scenario after this.", valueName: "duration"),
        transform: Self.duration
    )
    var timeLimit = Self.defaults.timeLimit

    func validate() throws {
        for (name, count) in [
            ("events", events), ("connections", connections), ("rate", rate), ("backlog", backlog), ("kills", kills),
        ] where count < 1 {
            throw ValidationError("--\(name) is at least 1")
        }
        guard stored >= 0 else { throw ValidationError("--stored is at least 0") }
        guard connections <= 10_000 else { throw ValidationError("--connections is at most 10000") }
        guard max(events, backlog, stored) <= 100_000_000 else {
            throw ValidationError("--events, --backlog and --stored are at most 100000000 each")
        }
    }

    /// The settings, as far as they are here.
    var settings: BenchSettings {
        var settings = Self.defaults
        settings.events = events
        settings.connections = connections
        settings.rate = rate
        settings.receiverDelay = receiverDelay
        settings.backlog = backlog
        settings.kills = kills
        settings.stored = stored
        settings.ids = ids
        settings.timeLimit = timeLimit
        return settings
    }

    /// Reads a duration.
    static func duration(_ text: String) throws -> Duration {
        guard let duration = Duration(text: text) else {
            throw ValidationError("'\(text)' is no duration, such as 20ms or 5m")
        }
        return duration
    }
}
