internal import HTTPStages
internal import PluginTesting
internal import Testing

@Suite struct `A configuration` {
    @Test(arguments: [
        (#"{"url":"ftp://a.example.com/"}"#, "/url", "http://"), (#"{"url":"nonsense here"}"#, "/url", "no URL"),
        (#"{"url":"https://user:pw@a.example.com/"}"#, "/url", "auth"),
        (#"{"url":"https://a.example.com/{{data.x"}"#, "/url", ""),
        (#"{"url":"https://a.example.com/","headers":{"Host":"b"}}"#, "/headers/Host", "written by the transport"),
        (#"{"url":"https://a.example.com/","headers":{"x-a":"1\n2"}}"#, "/headers/x-a", "line break"),
        (#"{"url":"https://a.example.com/","auth":{}}"#, "/auth", "basic or bearer"),
        (#"{"url":"https://a.example.com/","auth":{"bearer":"a b"}}"#, "/auth/bearer", "token"),
        (#"{"url":"https://a.example.com/","ca_file":"/nowhere/ca.pem"}"#, "/ca_file", "cannot be read"),
        (#"{"url":"https://a.example.com/","timeout":"15"}"#, "/timeout", "15s"),
        (
            #"{"url":"https://a.example.com/","auth":{"bearer":"a"},"headers":{"Authorization":"b"}}"#,
            "/headers/Authorization", "auth"
        ),
    ])
    func `that cannot work is refused where it is wrong`(json: String, pointer: String, words: String) throws {
        let refusal = #expect(throws: ConfigurationRefused.self) {
            try StageHarness(library, .transport, "http", with: json)
        }
        let problem = try #require(refusal?.problems.first)
        #expect(problem.pointer == pointer && (words.isEmpty || problem.text.contains(words)), "\(problem)")
    }

    @Test func `that sends credentials in plain text is warned about`() throws {
        let stage = try StageHarness(
            library,
            .transport,
            "http",
            with: #"{"url":"http://a.example.com/","auth":{"bearer":"t"}}"#
        )
        #expect(stage.problems.map(\.pointer) == ["/auth"] && stage.problems.allSatisfy(\.isWarning))
    }
}
