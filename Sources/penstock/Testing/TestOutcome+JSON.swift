internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockPipelines

extension TestOutcome {
    /// What came of the test, for programs.
    var json: JSONValue {
        .known([
            test.kind.rawValue: .string(test.owner), "name": .string(test.name), "passed": .bool(isPassed),
            "file": .string(test.position.file), "line": JSONValue(test.position.line),
            "microseconds": JSONValue(Int(duration.microseconds)),
            "mismatches": .array(
                mismatches.map { mismatch in
                    .known([
                        "subject": .string(mismatch.subject), "expected": .string(mismatch.expected),
                        "found": JSONValue(mismatch.found), "file": .string(mismatch.position.file),
                        "line": JSONValue(mismatch.position.line), "column": JSONValue(mismatch.position.column),
                    ])
                }
            ),
            "diagnostics": .array(faults.map(\.json)),
            "output": report?.output ?? source ?? .null,
        ])
    }

    /// Why it failed, as text.
    var failure: String {
        (faults.map { $0.rendered() }
            + mismatches.map { mismatch in
                "\(mismatch.position): \(mismatch.subject): expected \(mismatch.expected), found \(mismatch.found ?? "nothing")"
            }).joined(separator: "\n")
    }
}
