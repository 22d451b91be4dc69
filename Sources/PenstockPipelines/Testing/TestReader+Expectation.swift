internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// `expect`.
extension TestReader {
    static let expectationKeys = [
        "state", "stage", "reason", "code", "attempts", "request", "mail", "recorded",
    ]
    static let requestKeys = ["method", "url", "headers", "json", "body"]
    static let mailKeys = ["from", "to", "cc", "bcc", "subject", "text", "html"]

    /// The words for what becomes of an event.
    static let states =
        [DeliveryState.delivered, .filtered, .dead, .held, .waiting].map(\.rawValue) + [PipelineTest.unmatched]

    mutating func read(_ node: YAMLNode, into test: inout PipelineTest) {
        guard let members = node.mapping else { return wrong(node, "a mapping such as { state: delivered }") }
        if members.isEmpty {
            complaints.add(at: node.position, "this test expects nothing", expected: "expect: { state: delivered }")
        }
        for (key, value) in members {
            switch key.scalar?.text {
            case "state": if let state = state(value) { test.expect(.state, state, at: value) }
            case "stage":
                if let stage = text(value, "a stage") { test.expect(.stage, .equals(.string(stage)), at: value) }
            case "reason": expect(.reason, value, &test, asText: true)
            case "code": expect(.code, value, &test, asText: true)
            case "attempts":
                if let count = number(value, in: 0...100) {
                    test.expect(.attempts, .equals(.number(JSONNumber(count))), at: value)
                }
            case "request": request(value, &test)
            case "mail": mail(value, &test)
            case "recorded":
                if let path = text(value, "a file") {
                    test.recorded = (absolutePath(path, in: directory), value.position)
                }
            default: _ = self.members(of: only(key, value, node), Self.expectationKeys, what: "'expect'", form: "")
            }
        }
    }

    /// A mapping with one member, to complain of its key.
    private func only(_ key: YAMLNode, _ value: YAMLNode, _ node: YAMLNode) -> YAMLNode {
        YAMLNode(.mapping([(key, value)]), at: node.position, end: node.end)
    }

    private mutating func state(_ node: YAMLNode) -> ValueMatcher? {
        guard let word = text(node, "one of \(Self.states.joined(separator: ", "))") else { return nil }
        guard Self.states.contains(word) else {
            complaints.add(
                at: node.position,
                "a test cannot expect the state '\(word)'",
                expected: "one of \(Self.states.joined(separator: ", "))",
                suggestion: nearest(word, in: Self.states)
            )
            return nil
        }
        return .equals(.string(word))
    }

    private mutating func request(_ node: YAMLNode, _ test: inout PipelineTest) {
        let form = "{ method: POST, json: { /data/score: 90 } }"
        guard let members = members(of: node, Self.requestKeys, what: "'request'", form: form) else { return }
        if let method = members["method"] { expect(.method, method, &test, asText: true) }
        if let url = members["url"] { expect(.url, url, &test, asText: true) }
        if let body = members["body"] { expect(.body, body, &test, asText: true) }
        if let json = members["json"] { expectJSON(json, &test) }
        guard let headers = members["headers"] else { return }
        guard let fields = headers.mapping else {
            return wrong(headers, "a mapping such as { webhook-id: { exists: true } }")
        }
        for (name, value) in fields {
            expect(.header(name.scalar?.text.lowercased() ?? ""), value, &test, asText: true)
        }
    }

    /// Pointers with matchers, or the whole body.
    private mutating func expectJSON(_ node: YAMLNode, _ test: inout PipelineTest) {
        guard let members = node.mapping, !members.isEmpty,
            members.allSatisfy({ $0.key.scalar?.text.hasPrefix("/") ?? false })
        else { return expect(.json(.root), node, &test, asText: false) }
        for (key, value) in members {
            if let pointer = pointer(key) { expect(.json(pointer), value, &test, asText: false) }
        }
    }

    private mutating func mail(_ node: YAMLNode, _ test: inout PipelineTest) {
        guard
            let members = members(of: node, Self.mailKeys, what: "'mail'", form: "{ to: [a@example.com], subject: … }")
        else { return }
        for part in Self.mailKeys {
            guard let value = members[part] else { continue }
            guard ["to", "cc", "bcc"].contains(part), value.mapping == nil else {
                expect(.mail(part), value, &test, asText: true)
                continue
            }
            let addresses = (value.sequence ?? [value]).compactMap { element in text(element, "an address") }
            test.expect(.mail(part), .members(addresses.map(JSONValue.string)), at: value)
        }
    }

    private mutating func expect(
        _ subject: TestExpectation.Subject,
        _ node: YAMLNode,
        _ test: inout PipelineTest,
        asText: Bool
    ) {
        if let matcher = matcher(node, asText: asText) { test.expect(subject, matcher, at: node) }
    }
}

extension PipelineTest {
    /// The word for an event that the pipeline does not take.
    package static let unmatched = "unmatched"

    fileprivate mutating func expect(_ subject: TestExpectation.Subject, _ matcher: ValueMatcher, at node: YAMLNode) {
        expectations.append(TestExpectation(subject: subject, matcher: matcher, position: node.position))
    }
}
