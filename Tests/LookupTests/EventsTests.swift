import LookupStages
import PenstockPluginKit
import PluginTesting
import Testing

@Suite struct `Transform lookup from events` {
    private func stage(_ rest: String = "", file: SampleFile? = nil) throws -> StageHarness {
        let place = file.map { #", "file": "\#($0.path)", "column": "username""# } ?? ""
        return try StageHarness(
            library,
            .transform,
            "lookup",
            with: #"{"from": "events", "key": "/data/username", "into": "/data/person"\#(place)\#(rest)}"#
        )
    }

    private func body(_ name: String) -> TestMessage {
        TestMessage(body: #"{"data":{"username":"\#(name)"}}"#, contentType: "application/json", data: "{}")
    }

    private func added(_ row: String, to name: String = "learner1") -> String {
        #"{"data":{"username":"\#(name)","person":\#(row)}}"#
    }

    @Test func `adds what the last event has told, as it stands`() throws {
        let stage = try stage()
        stage.tell(#"{"email": "old"}"#, of: "learner1")
        stage.tell(#"{"email": "new", "level": 3}"#, of: "learner1")
        #expect(try stage.transform(body("learner1")).text == added(#"{"email": "new", "level": 3}"#))
    }

    @Test func `finds at once what was told a moment ago`() throws {
        let stage = try stage()
        #expect(try stage.transform(body("learner1")).failure?.code == "lookup-missing")
        stage.tell("{}", of: "learner1")
        #expect(try stage.transform(body("learner1")).text == added("{}"))
        stage.tell(nil, of: "learner1")
        #expect(try stage.transform(body("learner1")).failure?.code == "lookup-missing")
    }

    @Test func `looks in the directory that is named`() throws {
        let stage = try stage(#", "directory": "staff""#)
        stage.tell(#"{"of":"people"}"#, of: "learner1")
        stage.tell(#"{"of":"staff"}"#, of: "learner1", in: "staff")
        #expect(try stage.transform(body("learner1")).text == added(#"{"of":"staff"}"#))
    }

    @Test func `asks the file first, and events where it has no row`() throws {
        let file = try SampleFile("people.csv", "username,email\nlearner1,file@example.com\n")
        let stage = try stage(file: file)
        stage.tell(#"{"email":"event"}"#, of: "learner1")
        stage.tell(#"{"email":"event"}"#, of: "learner2")
        let row = #"{"username":"learner1","email":"file@example.com"}"#
        #expect(try stage.transform(body("learner1")).text == added(row))
        #expect(try stage.transform(body("learner2")).text == added(#"{"email":"event"}"#, to: "learner2"))
        #expect(
            try stage.transform(body("learner3")).failure?.text
                == #"people.csv has no row whose username is "learner3", and no event has told 'people' of it; add it and retry"#
        )
    }

    @Test(arguments: [("fail", Int32(-2)), ("hold", -1), ("skip", 1)])
    func `treats what is missing as a file does`(missing: String, verdict: Int32) throws {
        let answer = try stage(#", "missing": "\#(missing)""#).transform(body("nobody"))
        #expect(answer.verdict == verdict)
        let text = answer.failure?.text ?? answer.explanation ?? ""
        #expect(text.hasPrefix(#"no event has told 'people' of "nobody""#), "\(text)")
    }

    @Test func `comes again where the store cannot be read, whatever is missing`() throws {
        let stage = try stage(#", "missing": "skip""#)
        stage.setDirectoriesReadable(false)
        let answer = try stage.transform(body("learner1"))
        #expect(answer.verdict == -1 && answer.failure?.code == "directory-unreadable")
    }

    @Test func `asks for no key that no event can have`() throws {
        let answer = try stage().transform(body(String(repeating: "x", count: 513)))
        #expect(answer.failure?.code == "lookup-missing")
    }

    @Test(
        arguments: [
            ("", "", "there is nothing to look in: give 'file' and 'column', or 'from: events'"),
            (#", "directory": "staff", "file": "FILE", "column": "username""#, "/directory", "say so: 'from: events'"),
            (#", "file": "FILE""#, "/file", "which column of it holds the keys?"),
            (#", "from": "events", "column": "username""#, "/column", "there is no 'file'"),
        ]
    )
    func `says what its configuration lacks`(rest: String, pointer: String, text: String) throws {
        let file = try SampleFile("people.csv", people)
        let rest = rest.replacing("FILE", with: file.path)
        let refusal = #expect(throws: ConfigurationRefused.self) {
            try StageHarness(library, .transform, "lookup", with: #"{"key": "/data/x", "into": "/data/y"\#(rest)}"#)
        }
        #expect(refusal?.problems.first?.pointer == pointer)
        #expect(refusal?.problems.first?.text.contains(text) == true, "\(refusal?.problems ?? [])")
    }
}
