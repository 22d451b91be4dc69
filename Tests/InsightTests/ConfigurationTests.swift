import InsightStages
import PluginTesting
import Testing

@Suite struct `The configuration of insight` {
    private func problems(_ configuration: String, lacking: Set<String> = []) throws -> [Problem] {
        try #require(throws: ConfigurationRefused.self) {
            try StageHarness(library, .transform, "insight", with: configuration, lacking: lacking)
        }.problems
    }

    @Test(arguments: [
        (#"{"kind":"courses"}"#, "/kind", "expected one of course, ilt, certification, learning_path"),
        (
            #"{"zone":"Europe/Atlantis"}"#, "/zone",
            "there is no time zone 'Europe/Atlantis'; expected UTC, or a name such as Europe/Berlin"
        ),
        (#"{"zone":"EST"}"#, "/zone", "there is no time zone 'EST'; expected UTC, or a name such as Europe/Berlin"),
        (#"{"into":""}"#, "/into", "this is the whole body; name a place in it, such as /data/score"),
        (#"{"into":"data"}"#, "/into", "a JSON Pointer begins with '/', as in '/data/score'"),
        (#"{"fields":{"score":"/data/~2"}}"#, "/fields/score", "in a JSON Pointer '~' is written '~0' and '/' is '~1'"),
        (#"{"fields":{"score":3}}"#, "/fields/score", "expected a JSON Pointer such as /data/score"),
    ])
    func `is refused with its place and a reason`(configuration: String, place: String, text: String) throws {
        let found = try problems(configuration)
        #expect(found.map(\.pointer) == [place] && found.map(\.text) == [text])
    }

    @Test func `shows all that is wrong at once`() throws {
        #expect(try problems(#"{"kind":1,"zone":"x","into":"","fields":{"date":""}}"#).count == 4)
    }

    @Test func `may not name measures on a host that knows none`() throws {
        let found = try problems(#"{"measures":{"score":"points"}}"#, lacking: ["penstock.history"])
        #expect(found.map(\.pointer) == ["/measures"])
        #expect(found.first?.text.contains("too old") == true)
    }

    @Test func `names the measures that are asked`() throws {
        var asked = Asked(configuration: #"{"measures":{"score":"points"}}"#)
        asked.figures = ["points": figures(), "score": figures(own: #"{"count":9}"#)]
        #expect(try asked.insight("{}") == #"{"attempt":1,"peers":{"counted":0}}"#)
    }

    @Test func `says where fields are and where the object goes`() throws {
        var asked = Asked(
            type: "com.example.done",
            configuration:
                #"{"kind":"course","into":"/data/known/insight","fields":{"score":"/points/0","passing_score":"/data/needed"}}"#
        )
        asked.body = #"{ "points": [81], "data": {"needed": 80} }"#
        let answer = try asked.answer("{}")
        #expect(
            answer.text
                == #"{ "points": [81], "data": {"needed": 80,"known":{"insight":{"passed":true,"margin":1}}} }"#
        )
    }

    @Test func `tells which fields it reads, where it says of what`() throws {
        func readings(_ configuration: String) throws -> [Reading] {
            try StageHarness(library, .transform, "insight", with: configuration).readings
        }
        #expect(try readings("{}").isEmpty, "the event's type decides")
        #expect(
            try readings(#"{"kind":"course","fields":{"score":"/data/points","meetings":"/data/m"}}"#) == [
                Reading("/fields/score", "/data/points", isOptional: true),
                Reading("/fields/meetings", "/data/m", isOptional: true),
                Reading("/kind", "/data/passing_score", isOptional: true),
            ]
        )
    }
}
