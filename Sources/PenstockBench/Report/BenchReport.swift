package import PenstockJSON

/// What a run found.
package struct BenchReport: Sendable {
    /// One scenario, or one peer.
    package struct Result: Sendable {
        /// The name of the scenario or the peer.
        package var name: String
        /// What was measured.
        package var figures: [Figure]
        /// What must not be, such as an event that was lost; one sentence each.
        package var problems: [String] = []
    }

    /// Where it was measured.
    package var machine: Machine
    /// The commit that was measured, or the version where the program stands in no working copy.
    package var commit: String
    /// Whether the program was built without optimisation: its figures are no measure then.
    package var isDebug: Bool
    /// What was asked for.
    package var settings: BenchSettings
    /// One for each scenario.
    package var results: [Result] = []
    /// One for each peer.
    package var peers: [Result] = []

    /// Whether every event that was taken arrived, and none more often than it may.
    package var isGood: Bool { results.allSatisfy(\.problems.isEmpty) }

    /// The report for programs.
    package var json: JSONValue {
        [
            "ok": .bool(isGood),
            "commit": .string(commit),
            "build": .string(isDebug ? "debug" : "release"),
            "machine": [
                "processor": .string(machine.processor),
                "cores": .number(JSONNumber(machine.cores)),
                "memory_bytes": .number(JSONNumber(machine.memory)),
                "kernel": .string(machine.kernel),
                "fdatasync_ms": Figure.rounded(Double(machine.syncTime) / 1e6, 3),
            ],
            "settings": settings.json,
            "results": .object(JSONObject(results.map { ($0.name, $0.json) })),
            "peers": .object(JSONObject(peers.map { ($0.name, $0.json) })),
        ]
    }
}

extension BenchReport.Result {
    fileprivate var json: JSONValue {
        var members = JSONObject(figures.map { ($0.key, $0.json) })
        if !problems.isEmpty { members["problems"] = .array(problems.map(JSONValue.string)) }
        return .object(members)
    }
}

extension BenchSettings {
    fileprivate var json: JSONValue {
        [
            "events": .number(JSONNumber(events)),
            "connections": .number(JSONNumber(connections)),
            "rate": .number(JSONNumber(rate)),
            "receiver_delay_ms": .number(JSONNumber(receiverDelay.nanoseconds / 1_000_000)),
            "backlog": .number(JSONNumber(backlog)),
            "stored": .number(JSONNumber(stored)),
            "ids": .string(ids.rawValue),
            "kills": .number(JSONNumber(kills)),
            "time_limit_s": .number(JSONNumber(timeLimit.components.seconds)),
            "pipelines": pipelines.map(JSONValue.string) ?? .null,
        ]
    }
}
