internal import PenstockCore
internal import PenstockEngine
internal import PenstockPipelines

/// The tests in the XML that continuous integration reads, as Jenkins' JUnit plugin has it: a suite for each pipeline and
/// each source.
struct JUnitReport {
    let outcomes: [TestOutcome]

    var text: String {
        var xml = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
        xml += "<testsuites\(counts(outcomes))>\n"
        for owner in outcomes.map(\.test.label).distinct {
            let own = outcomes.filter { $0.test.label == owner }
            xml += "  <testsuite name=\(quoted(owner))\(counts(own))>\n"
            for outcome in own { xml += testCase(outcome) }
            xml += "  </testsuite>\n"
        }
        return xml + "</testsuites>\n"
    }

    private func testCase(_ outcome: TestOutcome) -> String {
        let test = outcome.test
        let head =
            "    <testcase classname=\(quoted(test.label)) name=\(quoted(test.name))"
            + " file=\(quoted(test.position.file)) line=\(quoted("\(test.position.line)"))"
            + " time=\(quoted(seconds(outcome.duration)))"
        guard !outcome.isPassed else { return head + "/>\n" }
        let first =
            outcome.mismatches.first.map { "\($0.subject) is not as expected" } ?? outcome.faults.first?.message ?? ""
        return head
            + ">\n      <failure message=\(quoted(first))>\(escaped(outcome.failure))</failure>\n    </testcase>\n"
    }

    private func counts(_ outcomes: [TestOutcome]) -> String {
        let failures = outcomes.count { !$0.isPassed }
        let time = outcomes.reduce(Duration.zero) { $0 + $1.duration }
        return " tests=\(quoted("\(outcomes.count)")) failures=\(quoted("\(failures)")) time=\(quoted(seconds(time)))"
    }

    private func seconds(_ duration: Duration) -> String {
        let microseconds = duration.microseconds
        let digits = String(microseconds % 1_000_000)
        return "\(microseconds / 1_000_000).\(String(repeating: "0", count: 6 - digits.count))\(digits)"
    }

    private func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

    /// XML 1.0 has no way to write most control characters.
    private func escaped(_ text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "\"": safe += "&quot;"
            case "\n": safe += "&#10;"
            case "\t": safe += "\t"
            default:
                safe.unicodeScalars.append(
                    scalar.value < 0x20 || scalar.value > 0xFFFD && scalar.value < 0x10000 ? "\u{FFFD}" : scalar
                )
            }
        }
        return safe
    }
}
