import PluginTesting
import Testing

@testable import PLUGIN_MODULE

@Suite struct `The signer` {
    /// With the check value of CRC-32.
    @Test(arguments: [("123456789", "cbf43926"), ("", "00000000")])
    func `puts the checksum into the header`(body: String, checksum: String) throws {
        let stage = try StageHarness(library, .signer, "PLUGIN_ID", with: #"{"header":"X-Body-CRC"}"#)
        defer { stage.close() }
        let answer = try stage.sign(TestMessage(body: body))
        #expect(answer.verdict == 1 && answer.header("x-body-crc") == checksum)
    }

    @Test(arguments: [#"{"header":""}"#, #"{"header":7}"#])
    func `refuses a configuration and says where it is wrong`(json: String) throws {
        let refused = #expect(throws: ConfigurationRefused.self) {
            try StageHarness(library, .signer, "PLUGIN_ID", with: json)
        }
        #expect(refused?.problems.map(\.pointer) == ["/header"])
    }
}
