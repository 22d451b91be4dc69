import Foundation
import PluginTesting
import TemplateStages
import Testing

@Suite struct `What a template costs` {
    /// By hand: `PENSTOCK_LARGE_TESTS=1 swift test -c release --filter 'What a template costs'`.
    @Test(
        .enabled(if: ProcessInfo.processInfo.environment["PENSTOCK_LARGE_TESTS"] != nil),
        arguments: [
            #"{"body": "constant", "content_type": "text/plain"}"#,
            #"{"body": "{{data.name}}", "content_type": "text/plain"}"#,
            #"{"body": "{\"n\": \"{{data.name}}\", \"s\": {{data.score}}, \"c\": \"{{data.course}}\", \"d\": \"{{data.date}}\"}"}"#,
            #"{"body": "{{#data.list}}{{id}} {{/data.list}}", "content_type": "text/plain"}"#,
        ]
    )
    func `is printed`(configuration: String) throws {
        let message = TestMessage(
            data: #"{"score": 80.0, "name": "Learner One", "course": "Safety at work", "date": "2026-01-31","#
                + #" "list": [{"id": 1}, {"id": 2}, {"id": 3}]}"#
        )
        let stage = try StageHarness(library, .transform, "template", with: configuration)
        let before = clock()
        _ = try stage.time(message, calls: 50_000)
        print("\(Double(clock() - before) / Double(CLOCKS_PER_SEC) / 0.05) µs of CPU for \(configuration)")
    }
}
