package import PenstockJSON

/// What the whole suite found about a file.
package struct ConformanceReport: Sendable {
    package var file: String
    /// What the library says of itself; nil when it could not be asked.
    package var library: LibrarySummary?
    /// Repeats the random choices of this run.
    package var seed: UInt64
    package var results: [TestResult]

    /// Whether no test failed; warnings are allowed.
    package var isConformant: Bool { !results.contains { $0.status == .failed } }

    package func count(_ status: TestResult.Status) -> Int { results.count { $0.status == status } }

    /// The report for programs.
    package var json: JSONValue {
        var members: JSONObject = ["ok": .bool(isConformant), "file": .string(file)]
        if let library {
            members["id"] = .string(library.id)
            members["version"] = .string(library.version)
        }
        members["seed"] = .number(JSONNumber(seed))
        members["items"] = .array(results.map(\.json))
        return .object(members)
    }
}

/// What a library says of itself.
package struct LibrarySummary: Sendable, Equatable {
    package var id: String
    package var version: String
    package var stages: [StageName]
}
