import PluginTesting
import Synchronization
import Testing

@testable import JQStages

@Suite struct `jq expressions that are foreseen` {
    private func filters(_ expressions: [String]) -> [String] {
        expressions.map { #"{"expression":"\#($0)"}"# }
    }

    private func isKnown(_ expression: String) -> Bool {
        KnownExpressions.shared.withLock { $0.contain(Expression(pointer: "", text: expression)) }
    }

    @Test func `are known when they are right, and the wrong ones among them are not`() throws {
        let right = (0..<600).map { ".data.foreseen == \($0)" }
        let wrong = [".data.foreseen ==", ".data | foreseen", ".a b", "$foreseen", "1) | (2", "break $out", "f(1;2)"]
        var all = right
        for (index, text) in wrong.enumerated() { all.insert(text, at: index * 90) }
        foresee(library, .filter, "jq", filters(all))
        #expect(right.allSatisfy(isKnown))
        #expect(!wrong.contains(where: isKnown))
        for text in wrong {
            #expect(throws: ConfigurationRefused.self) {
                try StageHarness(library, .filter, "jq", with: filters([text])[0])
            }
        }
        let known = try StageHarness(library, .filter, "jq", with: filters([right[7]])[0])
        #expect(try known.filter(TestMessage(data: #"{"foreseen":7}"#)).passed)
        #expect(try known.filter(TestMessage(data: #"{"foreseen":8}"#), thread: 1).dropped)
    }

    @Test func `are known with those of their headers`() throws {
        let json = [
            #"{"expression":".known.one","headers":{"X-A":".known.two"}}"#, #"{"expression":".known.three | ("}"#,
            #"{"expression":""}"#, "no JSON",
        ]
        foresee(library, .transform, "jq", json)
        #expect(isKnown(".known.one") && isKnown(".known.two"))
        let answer = try StageHarness(library, .transform, "jq", with: json[0])
            .transform(TestMessage(body: #"{"known":{"one":1,"two":"b"}}"#))
        #expect(answer.text == "1" && answer.headers == [Field("X-A", "b")])
    }

    @Test(arguments: [
        "1); def x: (2", "1), (2", ") | (", "\"", "[1}", "# a \\", "1 # (\r)", "\"\\(1\"", "}{",
    ])
    func `count by themselves only when their brackets match`(expression: String) {
        #expect(!isSelfContained(expression))
    }

    @Test(arguments: [
        "1", "(.a | {b: [.c]})", "\"(\"", "\"\\(.a | \"[\\(1)\")\"", "# (\n1", "\"\\\"(\"", "@base64 \"\\(.a)\"",
        "\"\\u0028(\"",
    ])
    func `count by themselves whatever their strings and comments hold`(expression: String) {
        #expect(isSelfContained(expression))
    }
}
