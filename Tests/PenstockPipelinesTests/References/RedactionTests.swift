import PenstockCore
import PenstockJSON
import PenstockPipelines
import Testing

@Suite struct `Secrets` {
    private static let environment = [
        "SECRET": "whsec_c2VjcmV0", "HOST": "hidden.example.com", "TOKEN": "to\"ken-1234",
    ]
    private static let text = pipeline(stages: [
        "transform: jq", "  with: { expression: '.a + \"${env:HOST}\"' }", "sign: standard-webhooks",
        "  with: { secrets: ['${env:SECRET}', whsec_literal] }", "transport: http",
        "  with: { url: 'https://${env:HOST}/{{data.x}}', auth: { bearer: '${env:TOKEN}' } }",
    ])

    private static func isFree(_ text: String) -> Bool {
        !(environment.values.map { String($0.prefix(8)) } + ["whsec_literal", "hidden", "to\\\"ken"]).contains {
            text.contains($0)
        }
    }

    @Test func `are in what the plugin gets, and nowhere else`() throws {
        let (set, diagnostics) = try PipelineDirectory(["p.yaml": Self.text]).load(environment: Self.environment)
        let loaded = try #require(set?["one"])
        #expect(String(decoding: loaded.signers[0].configuration, as: UTF8.self).contains("whsec_c2VjcmV0"))
        #expect(loaded.stages[0].shown == ["expression": ".a + \"***\""])
        #expect(loaded.signers[0].shown == ["secrets": ["***", "***"]])
        #expect(
            loaded.transport.shown == [
                "url": "https://***/{{data.x}}", "method": "POST", "timeout": "15s", "auth": ["bearer": "***"],
            ]
        )
        // A host that came by reference is the operator's choice too.
        #expect(loaded.transport.trustedHosts == ["hidden.example.com"])
        var dumped = ""
        dump(loaded.allStages.map(\.shown), to: &dumped)
        #expect(Self.isFree(dumped + loaded.allStages.map(\.description).joined() + (set?.digest ?? "")))
        dumped = ""
        dump(loaded.signers, to: &dumped)
        #expect(!dumped.contains("configuration"))
        #expect(Self.isFree(dumped))
        #expect(
            diagnostics.map(\.message) == ["a secret stands here for everyone who can read this file"]
        )
        #expect(Self.isFree(diagnostics.map { $0.rendered() }.joined()))
    }

    @Test(arguments: [
        // The schema's words, the plugin's words, and words about a line with a literal secret.
        ("secrets: ['${env:PLAIN}']", "PLAIN", "hunter22-hunter22-hunter22-hunter22-hunter22-hunter22"),
        ("secrets: ['${env:SHORT}']", "SHORT", "whsec_hunter22short"), ("secrets: [hunter22]", "X", ""),
        ("secrets: [whsec_hunter22short]", "X", ""),
        ("secrets: ['whsec_hunter22'], sekrets: 1", "X", ""),
    ])
    func `are in no complaint`(with: String, name: String, value: String) throws {
        let text = pipeline(stages: [
            "sign: standard-webhooks", "  with: { \(with) }", "transport: smtp", "  with: { url: x }",
        ])
        let (set, diagnostics) = try PipelineDirectory(["p.yaml": text]).load(environment: [name: value])
        #expect(set == nil)
        #expect(diagnostics.contains { $0.severity == .error })
        #expect(!diagnostics.map { $0.rendered() }.joined().contains("hunter22"))
    }

    @Test func `are in no complaint about the line they stand in`() throws {
        let stage = "{ sign: standard-webhooks, with: { secrets: [whsec_hunter22] }, colour: 1 }"
        let text = pipeline(stages: [stage, "transport: smtp", "  with: { url: x }"])
        let diagnostics = try PipelineDirectory(["p.yaml": text]).load().diagnostics
        #expect(diagnostics.map(\.severity) == [.warning, .error])
        #expect(
            diagnostics.map(\.sourceLine)
                == Array(repeating: "  - { sign: standard-webhooks, with: { secrets: [***] }, colour: 1 }", count: 2)
        )
    }

    @Test func `are not needed to check pipelines without them`() throws {
        let stages = [
            "sign: standard-webhooks", "  with: { secrets: ['${env:SECRET}', '${file:none}'] }", "transport: http",
            "  with: { url: '${env:URL}', method: '${env:METHOD:-PUT}', auth: { bearer: '${credential:x}' } }",
        ]
        let directory = try PipelineDirectory(["p.yaml": pipeline(stages: stages)])
        let (set, diagnostics) = directory.load(environment: ["METHOD": "never"], withoutSecrets: true)
        #expect(diagnostics.isEmpty)
        let transport = try #require(set?["one"]?.transport)
        #expect(transport.shown == ["url": "***", "method": "***", "auth": ["bearer": "***"], "timeout": "15s"])
        #expect(try JSONValue.parse(transport.configuration)["method"] == "PUT")
        // What has nothing to do with a placeholder is still found.
        try directory.write(
            pipeline(stages: stages.map { $0.replacing("auth:", with: "ouath: 1, auth:") }),
            to: "p.yaml"
        )
        #expect(
            directory.complaints(directory.load(withoutSecrets: true).diagnostics).map { $0.prefix(14) } == [
                "p.yaml:7:62: e"
            ]
        )
    }
}
