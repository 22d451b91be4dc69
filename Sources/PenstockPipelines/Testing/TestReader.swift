internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// Reads the tests of a pipeline and reports all that is wrong with them.
struct TestReader: TreeReader {
    var complaints: Complaints
    let pipeline: String
    /// Whose samples a test may name.
    let catalog: Catalog
    /// Where files that a test names are looked for.
    let directory: String

    static let keys = ["name", "before", "event", "at", "secrets", "directory", "answers", "expect"]

    /// Reads a list of tests.
    mutating func read(_ node: YAMLNode) -> [PipelineTest] {
        guard let elements = node.sequence else {
            if !node.isNull { wrong(node, "a list of tests") }
            return []
        }
        var tests: [PipelineTest] = []
        for element in elements {
            guard let test = test(element) else { continue }
            if tests.contains(where: { $0.name == test.name }) {
                complaints.add(
                    at: element["name"]?.position ?? element.position,
                    "another test of '\(pipeline)' has the name '\(test.name)'",
                    expected: "a name of its own"
                )
            }
            tests.append(test)
        }
        return tests
    }

    private mutating func test(_ node: YAMLNode) -> PipelineTest? {
        guard let members = members(of: node, Self.keys, what: "a test", form: "{ name: …, event: …, expect: … }")
        else { return nil }
        for key in ["name", "event", "expect"] where members[key] == nil {
            complaints.add(at: node.position, "this test has no '\(key)'", expected: Self.example[key])
        }
        guard let name = members["name"].flatMap({ text($0) }), let event = members["event"].flatMap({ event($0) })
        else { return nil }
        var test = PipelineTest(name: name, pipeline: pipeline, position: node.position, event: event)
        if let before = members["before"] { test.before = events(before) }
        if let at = members["at"] { test.at = time(at) }
        if let secrets = members["secrets"] { test.secrets = texts(secrets, such: "{ HR_SECRET: whsec_… }") }
        if let directory = members["directory"] { test.directories = directories(directory) }
        if let answers = members["answers"] { test.answers = self.answers(answers) }
        if let expect = members["expect"] { read(expect, into: &test) }
        return test
    }

    private static let example = [
        "name": "name: a pass reaches HR",
        "event": "event: { sample: course.completed, set: { /data/score: 90 } }",
        "expect": "expect: { state: delivered }",
    ]
}
