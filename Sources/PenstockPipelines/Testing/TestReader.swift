internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// Reads the tests of a pipeline and reports all that is wrong with them.
struct TestReader {
    var complaints: Complaints
    let pipeline: String
    /// Whose samples a test may name.
    let catalog: Catalog
    /// Where files that a test names are looked for.
    let directory: String

    static let keys = ["name", "event", "at", "secrets", "answers", "expect"]

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
        if let at = members["at"] { test.at = time(at) }
        if let secrets = members["secrets"] { test.secrets = texts(secrets) }
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

// MARK: - Values

extension TestReader {
    mutating func wrong(_ node: YAMLNode, _ expected: String) {
        complaints.add(
            at: node.position,
            "expected \(expected), found \(PipelineReader.found(node))",
            expected: expected
        )
    }

    /// The members of a mapping by name; what is not known is reported.
    mutating func members(
        of node: YAMLNode,
        _ keys: [String],
        what: String,
        form: String
    ) -> [String: YAMLNode]? {
        guard let members = node.mapping else {
            wrong(node, "a mapping such as \(form)")
            return nil
        }
        var found: [String: YAMLNode] = [:]
        for (key, value) in members {
            let name = key.scalar?.text ?? ""
            if keys.contains(name) {
                found[name] = value
            } else {
                let near = nearest(name, in: keys)
                complaints.add(
                    at: key.position,
                    "\(what) has no key '\(name)'",
                    expected: near == nil ? "one of \(keys.joined(separator: ", "))" : nil,
                    suggestion: near
                )
            }
        }
        return found
    }

    mutating func text(_ node: YAMLNode, _ expected: String = "text") -> String? {
        guard let scalar = node.scalar, !node.isNull else {
            wrong(node, expected)
            return nil
        }
        return scalar.text
    }

    mutating func pointer(_ node: YAMLNode) -> JSONPointer? {
        guard let text = text(node, "a pointer such as /data/score") else { return nil }
        do throws(JSONError) {
            return try JSONPointer(text)
        } catch {
            complaints.add(at: node.position, error.message, suggestion: pointerProbablyMeant(by: text))
            return nil
        }
    }

    private mutating func time(_ node: YAMLNode) -> Timestamp? {
        let expected = "a time such as 2026-03-04T10:00:00Z"
        guard let text = text(node, expected) else { return nil }
        guard let time = Timestamp(text) else {
            wrong(node, expected)
            return nil
        }
        return time
    }

    private mutating func texts(_ node: YAMLNode) -> [String: String] {
        guard let members = node.mapping else {
            wrong(node, "a mapping such as { HR_SECRET: whsec_… }")
            return [:]
        }
        var texts: [String: String] = [:]
        for (key, value) in members { texts[key.scalar?.text ?? ""] = text(value) }
        return texts
    }
}
