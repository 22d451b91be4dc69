import PluginTesting
import Testing

@Suite struct `Insight into a course` {
    @Test(arguments: [
        (#"{"score":92.5,"passing_score":80}"#, #"{"passed":true,"margin":12.5}"#),
        (#"{"score":80,"passing_score":80}"#, #"{"passed":true,"margin":0}"#),
        (#"{"score":79.99,"passing_score":80}"#, #"{"passed":false,"margin":-0.01}"#),
        (#"{"score":"92.5","passing_score":"80"}"#, #"{"passed":true,"margin":12.5}"#),
        (#"{"score":1e2,"passing_score":0.8E2}"#, #"{"passed":true,"margin":20}"#),
        (#"{"score":0.3,"passing_score":0.1}"#, #"{"passed":true,"margin":0.2}"#),
        (#"{"score":-0.0,"passing_score":0}"#, #"{"passed":true,"margin":0}"#),
    ])
    func `tells whether it was passed, and by how much, exactly`(data: String, expected: String) throws {
        #expect(try Asked().insight(data) == expected)
    }

    @Test(arguments: [
        #"{"score":92.5}"#, #"{"score":92.5,"passing_score":null}"#, #"{"score":92.5,"passing_score":""}"#,
        #"{"passing_score":80}"#, #"{"score":null,"passing_score":80}"#, #"{"score":"","passing_score":80}"#,
        #"{"score":"n/a","passing_score":80}"#, #"{"score":[92],"passing_score":80}"#,
        #"{"score":true,"passing_score":80}"#, #"{"score":"92,5","passing_score":80}"#, #"{}"#,
        #"{"score":{"raw":92},"passing_score":80}"#, #"{"score":" 92","passing_score":80}"#,
    ])
    func `gives no verdict where a score is not known`(data: String) throws {
        #expect(try Asked().insight(data) == "{}")
    }

    @Test(arguments: [
        (#"{"score":1e999999999,"passing_score":80}"#, #"{"passed":true}"#),
        (#"{"score":-1e999999999,"passing_score":80}"#, #"{"passed":false}"#),
        (#"{"score":80.0000000000000000001,"passing_score":80}"#, #"{"passed":true}"#),
        (#"{"score":1e99999999999999999999999,"passing_score":1e-99999999999999999999999}"#, #"{"passed":true}"#),
        (
            #"{"score":999999999999999999,"passing_score":-999999999999999999}"#,
            #"{"passed":true,"margin":1999999999999999998}"#
        ),
    ])
    func `decides also with numbers that are too long to be subtracted`(data: String, expected: String) throws {
        #expect(try Asked().insight(data) == expected)
    }

    private let peers =
        #"{"counted":3,"mean":80.5,"median":81,"deviation":4.5,"minimum":75,"maximum":85.5,"percentile":100,"#
        + #""rank":1,"above_average":true}"#

    @Test func `compares with everybody before, and counts the person's tries`() throws {
        var asked = Asked()
        asked.figures = ["score": figures(value: "92.5", peers: peers, own: #"{"count":2,"best":80,"last":70}"#)]
        #expect(
            try asked.insight(#"{"score":92.5,"passing_score":80}"#)
                == #"{"passed":true,"margin":12.5,"attempt":3,"peers":{"counted":3,"mean":80.5,"median":81,"percentile":100,"#
                + #""above_average":true,"deviation":4.5,"minimum":75,"maximum":85.5,"rank":1}}"#
        )
    }

    @Test func `says of the first in a course that nobody was before`() throws {
        var asked = Asked()
        asked.figures = ["score": figures(value: "92.5")]
        #expect(try asked.insight("{}") == #"{"attempt":1,"peers":{"counted":0}}"#)
    }

    @Test func `leaves out what needs a history where there is none`() throws {
        var asked = Asked()
        asked.figures = [:]
        #expect(try asked.insight(#"{"score":1,"passing_score":1}"#) == #"{"passed":true,"margin":0}"#)
        asked.figures = ["score": figures(value: "92.5", peers: peers)]
        asked.lacking = ["penstock.history"]
        #expect(try asked.insight(#"{"score":1,"passing_score":1}"#) == #"{"passed":true,"margin":0}"#)
    }

    @Test(arguments: ["[]", "no JSON", #"{"peers":[],"own":3}"#, #"{"peers":{"mean":3},"own":{"count":"two"}}"#])
    func `makes nothing of figures that it does not understand`(json: String) throws {
        var asked = Asked()
        asked.figures = ["score": json]
        #expect(try asked.insight("{}") == "{}")
    }

    @Test func `comes again later where the history cannot be read`() throws {
        var asked = Asked()
        asked.figures = nil
        let answer = try asked.answer("{}")
        #expect(answer.verdict == -1 && answer.failure?.code == "history-unreadable")
    }
}
