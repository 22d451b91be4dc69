import PenstockPluginKit
import PluginTesting
import Testing

@Suite struct `Transform lookup` {
    private func body(_ text: String) -> TestMessage {
        TestMessage(body: text, contentType: "application/json", data: "{}")
    }

    @Test(arguments: [
        (
            #"{"data":{"username":"learner1"}}"#,
            #"{"data":{"username":"learner1","person":{"username":"learner1","email":"learner1@example.com","manager_email":"manager1@example.com"}}}"#
        ),
        (
            #"{"data": {"person": 1, "username":"learner2" } , "x":1.0}"#,
            #"{"data": {"person": {"username":"learner2","email":"learner2@example.com","manager_email":""}, "username":"learner2" } , "x":1.0}"#
        ),
        (
            #"{"data":{"username":"learner \"three\""}}"#,
            #"{"data":{"username":"learner \"three\"","person":{"username":"learner \"three\"","email":"a, b","manager_email":"two\nlines"}}}"#
        ),
    ])
    func `adds the row and leaves the rest of the body byte for byte`(text: String, expected: String) throws {
        let file = try SampleFile("people.csv", people)
        let answer = try file.stage().transform(body(text))
        #expect(answer.failure == nil)
        #expect(answer.text == expected)
    }

    @Test(arguments: [
        ("/found/in~1the/file", #""x":{}}"#, #""x":{},"found":{"in/the":{"file":ROW}}}"#),
        ("/x/person", #""x":{}}"#, #""x":{"person":ROW}}"#), ("/x/person", #""x":{ } }"#, #""x":{ "person":ROW} }"#),
        ("/x/y/person", #""x":{"y": {"z":1}}}"#, #""x":{"y": {"z":1,"person":ROW}}}"#),
        ("/x/1", #""x":[1, 2 ,3]}"#, #""x":[1, ROW ,3]}"#), ("/x", #""x":null}"#, #""x":ROW}"#),
    ])
    func `makes the objects on the way to its place`(into: String, rest: String, expected: String) throws {
        let file = try SampleFile("people.csv", "username\nlearner1\n")
        let start = #"{"data":{"username":"learner1"},"#
        let answer = try file.stage(into: into).transform(body(start + rest))
        #expect(answer.text == start + expected.replacing("ROW", with: #"{"username":"learner1"}"#))
    }

    @Test func `adds a line of NDJSON as it stands, found by a text or a number`() throws {
        let file = try SampleFile(
            "people.ndjson",
            """
            {"username": "learner1", "level": 3, "tags": ["a"]}\r
            {"username": 42}

            {"username": "\\u00e4\\"", "x": null}
            """
        )
        let stage = try file.stage()
        #expect(
            try stage.transform(body(#"{"data":{"username":"learner1"}}"#)).text.contains(
                #""person":{"username": "learner1", "level": 3, "tags": ["a"]}"#
            )
        )
        #expect(try stage.transform(body(#"{"data":{"username":42}}"#)).text.contains(#""person":{"username": 42}"#))
        #expect(try stage.transform(body(#"{"data":{"username":"ä\""}}"#)).text.contains(#""x": null}"#))
    }

    @Test(arguments: [
        ("fail", -2, #"people.csv has no row whose username is "nobody"; add it and retry"#),
        ("hold", -1, #"people.csv has no row whose username is "nobody"; the delivery waits until it has"#),
    ])
    func `does as it is told when there is no row`(missing: String, verdict: Int32, text: String) throws {
        let file = try SampleFile("people.csv", people)
        let answer = try file.stage(missing: missing).transform(body(#"{"data":{"username":"nobody"}}"#))
        #expect(answer.verdict == verdict)
        #expect(answer.failure?.code == "lookup-missing")
        #expect(answer.failure?.text == text)
    }

    @Test func `goes on without a row when told to skip`() throws {
        let file = try SampleFile("people.csv", people)
        let answer = try file.stage(missing: "skip").transform(body(#"{"data":{"username":"nobody"}}"#))
        #expect(answer.verdict == 1)
        #expect(answer.explanation == #"people.csv has no row whose username is "nobody"; the body stays as it was"#)
    }

    @Test(arguments: [
        (#"{"data":{}}"#, "missing-field", "lookup reads /data/username, but the body has none"),
        (#"{"data":{"username":null}}"#, "missing-field", "lookup reads /data/username, but it is null"),
        (#"{"data":{"username":""}}"#, "missing-field", "lookup reads /data/username, but it is empty"),
        (
            #"{"data":{"username":["a"]}}"#, "not-a-key",
            "lookup reads /data/username, which must be a text or a number to be looked up"
        ),
        ("<p>", "body-not-json", "lookup reads /data/username, but the body is not JSON"),
    ])
    func `names a key that cannot be used`(text: String, code: String, sentence: String) throws {
        let file = try SampleFile("people.csv", people)
        let answer = try file.stage(missing: "skip").transform(body(text))
        #expect(answer.verdict == -2)
        #expect(answer.failure?.code == code)
        #expect(answer.failure?.text.hasPrefix(sentence) == true, "\(answer.failure?.text ?? "")")
    }

    @Test(arguments: [
        ("/data/username/person", "/data/username is no object: string"), ("/x/9", "/x is no object: array"),
        ("/none/person", "/none is no object: null"),
    ])
    func `adds nothing to what is no object`(into: String, sentence: String) throws {
        let file = try SampleFile("people.csv", people)
        let answer = try file.stage(into: into).transform(
            body(#"{"data":{"username":"learner1"},"x":[1],"none":null}"#)
        )
        #expect(answer.failure?.code == "not-an-object")
        #expect(answer.failure?.text == "lookup adds \(into), but \(sentence)")
    }

    @Test func `tells what it reads`() throws {
        let file = try SampleFile("people.csv", people)
        #expect(try file.stage().readings == [Reading("/key", "/data/username")])
    }

    @Test(arguments: [
        ("people.csv", "", "/file", "people.csv: the file is empty; its first line names the columns"),
        (
            "people.csv", "user,email\n", "/column",
            "people.csv: no column is named 'username'; there are 'user', 'email'"
        ),
        (
            "people.csv", "username;email\n", "/column",
            "people.csv: no column is named 'username': the columns must be separated by commas, not semicolons or tabs"
        ),
        ("people.csv", "username,a,a\n", "/file", "people.csv:1: two columns are named 'a'"),
        (
            "people.csv", "username,email\r\nx,y\r\nz\r\n", "/file",
            "people.csv:3: the row has 1 fields, the first line names 2 columns"
        ),
        ("people.csv", "username,email\nx,\"y\n", "/file", "people.csv:2: a quote is opened and never closed"),
        ("people.csv", "username\n\"x\"y\n", "/file", "people.csv:2: a closing quote is followed by more text"),
        (
            "people.csv", "username\nx\"y\n", "/file",
            "people.csv:2: a quote stands inside a field that does not begin with one"
        ),
        ("people.csv", "username,a\n,b\n", "/column", "people.csv: no row has anything in the column 'username'"),
        (
            "people.txt", "username\n", "/file",
            "people.txt: the name must end in .csv, .ndjson or .jsonl, which says how it is read"
        ),
        ("people.ndjson", "{\"username\":\"a\"}\n[1]\n", "/file", "people.ndjson:2: the line is not a JSON object"),
        (
            "people.jsonl", "{\"user\":\"a\"}\n", "/column",
            "people.jsonl: no line has a text or a number named 'username'"
        ),
    ])
    func `refuses a file that is no directory`(name: String, text: String, pointer: String, sentence: String) throws {
        let file = try SampleFile(name, text)
        let refused = try #require(throws: ConfigurationRefused.self) { try file.stage() }
        #expect(refused.problems.map(\.pointer) == [pointer])
        #expect(refused.problems.map(\.text) == [sentence])
    }

    @Test func `refuses a file that is not there, and a place that is the whole body`() throws {
        let file = try SampleFile("people.csv", people)
        let place = try #require(throws: ConfigurationRefused.self) { try file.stage(into: "") }
        #expect(place.problems.first?.pointer == "/into")
        try file.remove()
        let refused = try #require(throws: ConfigurationRefused.self) { try file.stage() }
        #expect(
            refused.problems.first?.text == "people.csv: the file cannot be opened: No such file or directory"
        )
    }

    @Test func `warns about rows that cannot be found`() throws {
        let file = try SampleFile("people.csv", "\u{FEFF}username,n\r\nlearner1,1\r\n\r\nlearner1,2\r\n,3\r\n")
        let stage = try file.stage()
        #expect(stage.problems.map(\.isWarning) == [true])
        #expect(stage.problems.map(\.pointer) == ["/file"])
        #expect(
            stage.problems.map(\.text) == [
                "people.csv has keys: 1, rows that repeat a username above them and do not count: 1, "
                    + "rows without username: 1"
            ]
        )
        #expect(try stage.transform(body(#"{"data":{"username":"learner1"}}"#)).text.contains(#""n":"1""#))
    }
}
