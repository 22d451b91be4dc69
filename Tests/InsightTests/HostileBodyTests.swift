import PluginTesting
import Testing

@Suite struct `Insight and bodies that are not as they should be` {
    @Test(arguments: [
        ("", "body-not-json"), ("{", "body-not-json"), (#"{"data":{}} x"#, "body-not-json"),
        ("\u{FEFF}{}", "body-not-json"), ("[1]", "not-an-object"), ("3", "not-an-object"), ("null", "not-an-object"),
        (#"{"data":[]}"#, "not-an-object"), (#"{"data":"text"}"#, "not-an-object"),
        (#"{"data":null}"#, "not-an-object"),
        (String(repeating: "[", count: 5000), "body-not-json"),
    ])
    func `are failures that say what is wrong`(body: String, code: String) throws {
        let answer = try Asked(body: body).answer("{}")
        #expect(answer.verdict == -2 && answer.failure?.code == code)
        #expect(answer.failure?.text.isEmpty == false && answer.body == Array(body.utf8))
    }

    @Test func `keep all that is not added, byte for byte`() throws {
        let body =
            #"{ "a" : 1.50 ,"data":{ "score":  90,"passing_score":"80","insight":{"old":[1,{}]} ,"é":"\u00e9"},"z":1e400}"#
        let answer = try Asked(body: body).answer("{}")
        #expect(
            answer.text
                == #"{ "a" : 1.50 ,"data":{ "score":  90,"passing_score":"80","insight":{"passed":true,"margin":10} ,"é":"\u00e9"},"z":1e400}"#
        )
    }

    @Test func `get the objects that are missing`() throws {
        #expect(try Asked(body: "{}").answer("{}").text == #"{"data":{"insight":{}}}"#)
    }

    @Test(arguments: ["com.example.thing", "course", "", "Course.completed", "user.added"])
    func `of events that nobody knows ask for a kind`(type: String) throws {
        let answer = try Asked(type: type).answer("{}")
        #expect(answer.verdict == -2 && answer.failure?.code == "unknown-kind")
        #expect(answer.failure?.text.contains("set 'kind' to one of course, ilt") == true)
    }

    @Test func `may be of an event that only started`() throws {
        #expect(try Asked(type: "course.started").insight(#"{"username":"learner1"}"#) == "{}")
        #expect(
            try Asked(type: "learning_path.started").insight(#"{"enrollment_date":"2026-01-12"}"#)
                == #"{"started_at":"2026-01-12"}"#
        )
    }
}
