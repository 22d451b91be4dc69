import PluginTesting
import Testing

@testable import PLUGIN_MODULE

@Suite struct `The transform` {
    @Test func `puts the body into an envelope`() throws {
        let stage = try StageHarness(library, .transform, "PLUGIN_ID", with: #"{"tenant":"north"}"#)
        defer { stage.close() }
        let answer = try stage.transform(TestMessage(body: #"{"score":92}"#, contentType: "text/plain"))
        #expect(answer.text == #"{"tenant":"north","event":{"score":92}}"#)
        #expect(answer.contentType == "application/json")
    }

    @Test func `fails when there is no body`() throws {
        let stage = try StageHarness(library, .transform, "PLUGIN_ID", with: #"{"tenant":"north"}"#)
        defer { stage.close() }
        let answer = try stage.transform(TestMessage(body: ""))
        #expect(answer.verdict == -2 && answer.failure?.code == "empty-body")
    }

    @Test(arguments: [#"{"tenant":"No good"}"#, #"{"tenant":7}"#])
    func `refuses a configuration and says where it is wrong`(json: String) throws {
        let refused = #expect(throws: ConfigurationRefused.self) {
            try StageHarness(library, .transform, "PLUGIN_ID", with: json)
        }
        #expect(refused?.problems.map(\.pointer) == ["/tenant"])
    }
}
