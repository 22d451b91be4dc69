import PluginTesting
import Testing

@testable import PLUGIN_MODULE

@Suite struct `The filter` {
    @Test func `passes what contains the text and says why it drops the rest`() throws {
        let stage = try StageHarness(library, .filter, "PLUGIN_ID", with: #"{"text":"caf\u00e9"}"#)
        defer { stage.close() }
        #expect(try stage.filter(TestMessage(data: #"{"place":"café"}"#)).passed)
        let dropped = try stage.filter(TestMessage(data: #"{"place":"bar"}"#))
        #expect(dropped.dropped && dropped.explanation == "the event's data does not contain the text")
    }

    @Test(arguments: [#"{"text":""}"#, #"{"text":7}"#])
    func `refuses a configuration and says where it is wrong`(json: String) throws {
        let refused = #expect(throws: ConfigurationRefused.self) {
            try StageHarness(library, .filter, "PLUGIN_ID", with: json)
        }
        #expect(refused?.problems.map(\.pointer) == ["/text"])
    }
}
