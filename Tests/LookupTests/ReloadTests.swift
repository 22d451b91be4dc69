import PluginTesting
import Testing

@Suite struct `A directory that changes` {
    private let message = TestMessage(data: #"{"username": "learner9"}"#)
    private let header = "username,email\n"

    private func call(atSecond second: Int64) -> TestCall {
        var call = TestCall()
        call.nowMicroseconds = 1_800_000_000_000_000 + second * 1_000_000
        return call
    }

    @Test func `is read again, at most once a second`() throws {
        let file = try SampleFile("people.csv", header)
        let stage = try file.stage(missing: "hold")
        #expect(try stage.transform(message, call(atSecond: 0)).failure?.code == "lookup-missing")
        try file.replace(header + "learner9,l9@example.com\n")
        #expect(try stage.transform(message, call(atSecond: 0)).failure?.code == "lookup-missing")
        #expect(try stage.transform(message, call(atSecond: 1)).text.contains("l9@example.com"))
        #expect(stage.log.map(\.text) == ["people.csv changed and was read again; keys: 1"])
    }

    @Test func `stays as it was while the new version is broken, and says so once`() throws {
        let file = try SampleFile("people.csv", header + "learner9,l9@example.com\n")
        let stage = try file.stage()
        try file.replace(header + "learner9\n")
        for second in 1...3 as ClosedRange<Int64> {
            #expect(try stage.transform(message, call(atSecond: second)).text.contains("l9@example.com"))
        }
        try file.remove()
        #expect(try stage.transform(message, call(atSecond: 4)).text.contains("l9@example.com"))
        try file.replace(header + "learner9,new@example.com\n")
        #expect(try stage.transform(message, call(atSecond: 5)).text.contains("new@example.com"))
        #expect(
            stage.log.map(\.text) == [
                "people.csv changed, but the version before stays in use: "
                    + "people.csv:2: the row has 1 fields, the first line names 2 columns",
                "people.csv changed, but the version before stays in use: "
                    + "people.csv: the file cannot be opened: No such file or directory",
                "people.csv changed and was read again; keys: 1",
            ]
        )
    }

    @Test func `is refused by a new stage while it is broken`() throws {
        let file = try SampleFile("people.csv", header + "learner9,l9@example.com\n")
        let stage = try file.stage()
        try file.replace(header + "learner9\n")
        #expect(throws: ConfigurationRefused.self) { try file.stage() }
        #expect(try stage.transform(message, call(atSecond: 1)).text.contains("l9@example.com"))
        try file.replace(header + "learner9,new@example.com\n")
        let next = try file.stage()
        #expect(try next.transform(message, call(atSecond: 1)).text.contains("new@example.com"))
        #expect(try stage.transform(message, call(atSecond: 1)).text.contains("new@example.com"))
    }
}
