package import PenstockJSON

/// How much is done.
package enum Effort: String, Sendable {
    case full
    /// Enough to notice what is badly wrong, in a second or two for a stage type.
    case quick

    /// Of the orders in which an instance's life may be called.
    var lifeOrders: Int { self == .full ? .max : 30 }
    var rounds: Int { self == .full ? 1_000 : 100 }
    var inFlight: Int { self == .full ? 10_000 : 500 }
    var configurations: Int { self == .full ? 200 : 30 }
}

/// One test on one stage type, as the child is told.
package struct CaseOrder: Sendable, Equatable {
    package var file: String
    package var test: String
    /// Nil for a test of the whole library.
    package var stage: StageName?
    package var seed: UInt64
    package var effort: Effort
    /// Whether the plugin runs in a worker.
    package var isIsolated: Bool
    /// A directory of the child's own.
    package var scratch: String
    /// A configuration that was given for this run.
    package var configuration: JSONValue?
    /// After so many seconds it counts as hanging.
    package var seconds: Int

    var json: JSONValue {
        var members: JSONObject = [
            "file": .string(file), "test": .string(test), "seed": .string("\(seed)"),
            "effort": .string(effort.rawValue), "scratch": .string(scratch),
            "seconds": .number(JSONNumber(seconds)), "isolated": .bool(isIsolated),
        ]
        if let stage { members["stage"] = .string(stage.description) }
        if let configuration { members["configuration"] = configuration }
        return .object(members)
    }

    /// Reads what ``json`` wrote.
    package init?(_ text: String) {
        guard let json = try? JSONValue.parse(text), let file = json["file"]?.stringValue,
            let test = json["test"]?.stringValue, let seed = json["seed"]?.stringValue.flatMap({ UInt64($0) }),
            let effort = json["effort"]?.stringValue.flatMap(Effort.init), let scratch = json["scratch"]?.stringValue,
            let seconds = json["seconds"]?.numberValue?.int64
        else { return nil }
        self.init(
            file: file,
            test: test,
            stage: json["stage"]?.stringValue.flatMap(StageName.init),
            seed: seed,
            effort: effort,
            isIsolated: json["isolated"] == true,
            scratch: scratch,
            configuration: json["configuration"],
            seconds: Int(seconds)
        )
    }

    init(
        file: String,
        test: String,
        stage: StageName?,
        seed: UInt64,
        effort: Effort,
        isIsolated: Bool,
        scratch: String,
        configuration: JSONValue?,
        seconds: Int
    ) {
        self.file = file
        self.test = test
        self.stage = stage
        self.seed = seed
        self.effort = effort
        self.isIsolated = isIsolated
        self.scratch = scratch
        self.configuration = configuration
        self.seconds = seconds
    }
}
