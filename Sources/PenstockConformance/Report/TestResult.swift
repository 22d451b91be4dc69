package import PenstockJSON

/// What became of one test on one stage type, or on the library as a whole.
package struct TestResult: Sendable, Equatable {
    /// How a test ended.
    package enum Status: String, Sendable {
        case passed, warned, failed
        /// It could not be asked, and the findings say why.
        case skipped
    }

    /// The test's id.
    package var test: String
    /// Nil for a test of the whole library.
    package var stage: StageName?
    package var status: Status
    package var findings: [Finding]
    package var milliseconds: Int
    /// Nanoseconds per call by op, where the test measured them.
    package var costs: [String: Double]

    package init(
        test: String,
        stage: StageName?,
        status: Status,
        findings: [Finding] = [],
        milliseconds: Int = 0,
        costs: [String: Double] = [:]
    ) {
        self.test = test
        self.stage = stage
        self.status = status
        self.findings = findings
        self.milliseconds = milliseconds
        self.costs = costs
    }

    /// The result for programs.
    package var json: JSONValue {
        var members: JSONObject = ["test": .string(test)]
        if let stage { members["stage"] = .string(stage.description) }
        members["status"] = .string(status.rawValue)
        members["findings"] = .array(findings.map(\.json))
        members["milliseconds"] = .number(JSONNumber(milliseconds))
        if !costs.isEmpty {
            let sorted = costs.sorted { $0.key < $1.key }
            members["nanoseconds"] = .object(
                JSONObject(sorted.map { (key: $0.key, value: JSONValue.number(JSONNumber(Int($0.value)))) })
            )
        }
        return .object(members)
    }
}

/// A stage type's key: `filter:match`.
package struct StageName: Sendable, Hashable, CustomStringConvertible {
    package var kind: String
    package var id: String

    init(kind: String, id: String) {
        self.kind = kind
        self.id = id
    }

    /// Reads `kind:id`.
    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        self.init(kind: String(text[..<colon]), id: String(text[text.index(after: colon)...]))
    }

    package var description: String { "\(kind):\(id)" }
}
