import PenstockCore
import PenstockJSON
import PenstockPlugins
import PenstockYAML
import Testing

@testable import PenstockPipelines

@Suite struct `The effective document` {
    private func only(_ text: String, defaults: [String: JSONValue] = [:]) throws -> Pipeline {
        let directory = try PipelineDirectory(["p.yaml": text])
        let (set, diagnostics) = directory.load(defaults: defaults, withoutSecrets: true, configure: false)
        return try #require(set?.pipelines.first, "\(directory.complaints(diagnostics))")
    }

    @Test(arguments: [
        [], ["retry: { schedule: [], jitter: 0% }", "deadline: 36h"], ["enabled: false", "subject: [course/*, ilt/*]"],
        ["outcomes: { 5xx: permanent, 409: delivered, 404: permanent }", "except: course/PILOT-*", "concurrency: 3"],
        ["rate: 90/m", "order_by: { key: /data/username }", "dedupe: { by: [/data/date], window: 90s }"],
        [
            "dedupe: false", "egress: { allow: [10.0.0.0/8, \"*.internal\"] }", "isolation: process",
            "retry: { jitter: 7.5% }",
        ],
        ["description: 'a: b'", "retry: { then: repeat }"],
    ])
    func `is the same pipeline when it is read again`(keys: [String]) throws {
        let stages = [
            "filter: match", "  name: first", "  timeout: 1500ms", "  with: { pointer: /data/score, less: 5 }",
            "transport: http", "  isolation: none", "  with: { url: \"${env:URL:-https://hr.example.com}\" }",
        ]
        let first = try only(pipeline(stages: stages, keys: keys))
        let written = YAMLWriter.document(first.effectiveDocument)
        let again = try only(written)
        #expect(again.effectiveDocument == first.effectiveDocument, "\(written)")
        #expect(again.retry == first.retry && again.outcomes == first.outcomes && again.selector == first.selector)
        #expect(again.rate == first.rate && again.order == first.order && again.dedupe == first.dedupe)
        #expect(again.isEnabled == first.isEnabled && again.egress.entries == first.egress.entries)
        #expect(again.allStages.map(\.configuration) == first.allStages.map(\.configuration))
    }

    @Test func `has defaults of plugins and settings, and references as they are written`() throws {
        let stages = ["transport: http", "  with: { url: \"https://a.example/${env:PATH_OF:-hooks}\" }"]
        let found = try only(pipeline(stages: stages), defaults: ["http": ["timeout": "9s"]])
        let with = found.effectiveDocument["stages"]?[try JSONPointer("/0")]?["with"]
        #expect(with?["url"] == "https://a.example/${env:PATH_OF:-hooks}" && with?["timeout"] == "9s")
    }

    @Test(arguments: [
        ("whsec_open", "***"), ("${env:SECRET}", "${env:SECRET}"), ("${env:SECRET:-open}", "${env:SECRET:-***}"),
        ("open-${file:/run/x}", "***${file:/run/x}"), ("$${open", "******"),
    ])
    func `has no secret`(written: String, shown: String) {
        #expect(ReferringText.masked(written) == shown)
    }
}
