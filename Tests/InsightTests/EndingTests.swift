import InsightStages
import PluginTesting
import Testing

@Suite struct `Endings` {
    private func asked(_ endings: String) -> Asked {
        Asked(type: "learning_path.completed", configuration: #"{"endings":\#(endings)}"#)
    }

    private let endings = #"""
        [{"name":"fast","when":{"pointer":"/data/insight/days_in_path","less":14}},
         {"name":"recertified","when":{"all":[{"event":"/data/path","starts_with":"R"},{"pointer":"/data/insight/started_at","exists":true}]}},
         {"name":"usual"}]
        """#

    @Test(arguments: [
        (#"{"path":"R1","enrollment_date":"2026-03-20","date":"2026-03-27"}"#, "fast"),
        (#"{"path":"R1","enrollment_date":"2026-01-20","date":"2026-03-27"}"#, "recertified"),
        (#"{"path":"N1","enrollment_date":"2026-01-20","date":"2026-03-27"}"#, "usual"), (#"{"path":"R1"}"#, "usual"),
    ])
    func `are named by the first condition that is true`(data: String, expected: String) throws {
        #expect(try asked(endings).insight(data).hasSuffix(#""ending":"\#(expected)"}"#))
    }

    @Test func `are left out where none is reached`() throws {
        let insight = try asked(#"[{"name":"fast","when":{"pointer":"/data/insight/days_in_path","less":14}}]"#)
            .insight("{}")
        #expect(insight == "{}")
    }

    @Test func `see the peers, and what stood in the body before`() throws {
        var asked = asked(
            #"[{"name":"slow","when":{"pointer":"/data/insight/days_in_path","greater":{"pointer":"/data/insight/path_median_days"}}}]"#
        )
        asked.figures = ["days": figures(value: "90", peers: #"{"counted":5,"median":60}"#)]
        #expect(try asked.insight("{}").hasSuffix(#""ending":"slow"}"#))
    }

    @Test func `fail where a pattern needs too much`() throws {
        let asked = asked(#"[{"name":"x","when":{"pointer":"/data/note","matches":"(a+)+$"}}]"#)
        let answer = try asked.answer(#"{"note":"\#(String(repeating: "a", count: 40))!"}"#)
        #expect(answer.verdict == -2 && answer.failure?.code == "pattern-limit")
    }

    private func problems(_ endings: String) throws -> [Problem] {
        let configuration = #"{"endings":\#(endings)}"#
        let refused = try #require(throws: ConfigurationRefused.self) {
            try StageHarness(library, .transform, "insight", with: configuration)
        }
        return refused.problems
    }

    @Test func `are refused with the place of every fault`() throws {
        let found = try problems(
            #"[{"name":"a","when":{"pointer":"/data/x","les":1}},{"name":"b","when":{"pointer":"data","equals":1}},{"name":"a"}]"#
        )
        #expect(
            found.map(\.pointer) == [
                "/endings/0/when/les", "/endings/0/when", "/endings/1/when/pointer", "/endings/2/name",
            ]
        )
        #expect(found.first?.text.hasPrefix("a condition has no 'les'") == true)
        #expect(found.last?.text == "another ending has the name 'a'")
    }

    @Test func `have one without a condition at the end alone`() throws {
        let found = try problems(#"[{"name":"usual"},{"name":"fast","when":{"pointer":"/data/x","exists":true}}]"#)
        #expect(
            found == [
                Problem(
                    pointer: "/endings/0",
                    text: "without 'when' it is always reached, and those after it never; put it last"
                )
            ]
        )
    }

    @Test func `tell what they read, but for what is added here`() throws {
        let stage = try StageHarness(library, .transform, "insight", with: #"{"endings":\#(endings)}"#)
        #expect(stage.readings == [Reading("/endings/1/when/all/0/event", "/data/path", ofEvent: true)])
    }
}
