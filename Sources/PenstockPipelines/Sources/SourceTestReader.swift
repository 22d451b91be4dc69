package import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// Reads the tests of a source and reports all that is wrong with them.
struct SourceTestReader: TreeReader {
    var complaints: Complaints
    let source: String
    /// The folder of the tests, where files that they name are looked for.
    let folder: String

    static let keys = ["name", "recorded", "origin", "request", "at", "secrets", "expect"]
    static let requestKeys = ["method", "hook", "query", "headers", "body", "json", "form", "file", "address"]
    static let expectationKeys = ["status", "events", "learned", "refused"]
    static let eventKeys = ["id", "source", "type", "subject", "time", "data"]
    private static let requestForm = "{ hook: course.completed, form: { username: learner1 } }"

    /// Whether a request came from the other system.
    private enum Recording: String, CaseIterable { case recorded, constructed }

    /// Reads a list of tests.
    mutating func read(_ node: YAMLNode) -> [SourceTest] {
        guard let elements = node.sequence else {
            if !node.isNull { wrong(node, "a list of tests") }
            return []
        }
        var tests: [SourceTest] = []
        for element in elements {
            guard let test = test(element) else { continue }
            if tests.contains(where: { $0.name == test.name }) {
                complaints.add(
                    at: element["name"]?.position ?? element.position,
                    "another test of '\(source)' has the name '\(test.name)'",
                    expected: "a name of its own"
                )
            }
            tests.append(test)
        }
        return tests
    }

    private mutating func test(_ node: YAMLNode) -> SourceTest? {
        let form = "{ name: …, request: …, expect: … }"
        guard let members = members(of: node, Self.keys, what: "a test of a source", form: form) else { return nil }
        for key in ["name", "request", "expect"] where members[key] == nil {
            complaints.add(at: node.position, "this test has no '\(key)'", expected: form)
        }
        guard let name = members["name"].flatMap({ text($0) }),
            let request = members["request"].flatMap({ request($0) })
        else { return nil }
        var test = SourceTest(name: name, source: source, position: node.position, request: request)
        if let at = members["at"] { test.at = time(at) }
        if let secrets = members["secrets"] { test.secrets = texts(secrets, such: "{ AXIS_SECRET: a secret }") }
        if let recorded = members["recorded"] { test.isRecorded = word(recorded, Recording.self) == .recorded }
        if let origin = members["origin"] { test.origin = text(origin) }
        if let expect = members["expect"] { test.expectation = expectation(expect) }
        return test
    }

    // MARK: request

    /// Reads a request: a mapping, or a file with head and body as they are on the wire.
    mutating func request(_ node: YAMLNode) -> InboundRequest? {
        guard let members = members(of: node, Self.requestKeys, what: "a request", form: Self.requestForm) else {
            return nil
        }
        var request = InboundRequest()
        if let file = members["file"] {
            guard let read = self.file(file) else { return nil }
            request = read
        }
        if let method = members["method"].flatMap({ text($0, "a method such as POST") }) { request.method = method }
        if let hook = members["hook"] { request.hook = text(hook, "a hook such as course.completed") }
        if let query = members["query"] { request.query = fields(query) }
        if let headers = members["headers"] { request.headers += fields(headers) }
        if let address = members["address"] { request.address = text(address, "an address such as 192.0.2.7") }
        readBody(members, at: node, into: &request)
        return request
    }

    private mutating func readBody(
        _ members: [String: YAMLNode],
        at node: YAMLNode,
        into request: inout InboundRequest
    ) {
        let given = ["body", "json", "form", "file"].filter { members[$0] != nil }
        if given.count > 1 {
            complaints.add(
                at: node.position,
                "this request has \(andList(given)), and one body",
                expected: "one of them"
            )
        }
        if let body = members["body"] {
            request.body = Array((text(body) ?? "").utf8)
        } else if let json = members["json"] {
            request.body = json.json().serialized()
            addType("application/json", to: &request)
        } else if let form = members["form"] {
            request.body = FormDecoding.bytes(fields(form))
            addType("application/x-www-form-urlencoded", to: &request)
        }
    }

    private func addType(_ type: String, to request: inout InboundRequest) {
        guard request.header("content-type") == nil else { return }
        request.headers.append(InboundRequest.Field("Content-Type", type))
    }

    /// Names and texts; a name whose value is a list comes several times.
    private mutating func fields(_ node: YAMLNode) -> [InboundRequest.Field] {
        guard let members = node.mapping else {
            wrong(node, "a mapping such as { username: learner1 }")
            return []
        }
        var fields: [InboundRequest.Field] = []
        for (key, value) in members {
            for element in value.sequence ?? [value] {
                // A form field may be empty.
                let text = element.isNull ? "" : text(element)
                if let text { fields.append(InboundRequest.Field(key.scalar?.text ?? "", text)) }
            }
        }
        return fields
    }

    private mutating func file(_ node: YAMLNode) -> InboundRequest? {
        guard let name = text(node, "a file that holds a request") else { return nil }
        let path = absolutePath(name, in: folder)
        do throws(WrittenFile.Fault) {
            let bytes = try WrittenFile.read(path, limit: WrittenFile.yamlLimit)
            do throws(RecordingFault) {
                return try InboundRequest(wire: bytes)
            } catch {
                complaints.add(at: node.position, "\(path) holds no request: \(error.text)")
            }
        } catch {
            complaints.add(at: node.position, "\(path) \(error.text)")
        }
        return nil
    }

    // MARK: expect

    private mutating func expectation(_ node: YAMLNode) -> SourceExpectation {
        let form = "{ events: [{ type: course.completed }] }"
        var expectation = SourceExpectation()
        guard let members = members(of: node, Self.expectationKeys, what: "'expect'", form: form) else {
            return expectation
        }
        if members.isEmpty { complaints.add(at: node.position, "this test expects nothing", expected: form) }
        if let status = members["status"], let value = number(status, in: 100...599) {
            expectation.status = (value, status.position)
        }
        if let learned = members["learned"], let value = truth(learned) {
            expectation.isLearned = (value, learned.position)
        }
        if let refused = members["refused"], let value = text(refused, "a part of the reason") {
            expectation.refused = (value, refused.position)
        }
        if let events = members["events"] {
            guard let elements = events.sequence else {
                wrong(events, "a list of events such as [{ type: course.completed }]")
                return expectation
            }
            for element in elements {
                _ = self.members(of: element, Self.eventKeys, what: "an event", form: "{ type: …, data: … }")
            }
            expectation.events = (elements.map { $0.json() }, events.position)
        }
        // A request that is not refused is answered with 202, unless the test says otherwise.
        if expectation.status == nil, expectation.refused == nil { expectation.status = (202, node.position) }
        return expectation
    }
}

extension Load {
    /// Reads `DIRECTORY/sources/NAME.test.yaml`: documents with `source`, which is `NAME` where it is absent, and `tests`.
    mutating func readSourceTests(in directory: String) {
        guard context.readsTests else { return }
        // What cannot be read was reported with the sources.
        for (file, bytes) in yamlFiles(in: directory + "/sources").files {
            let name = file.split(separator: "/").last ?? ""
            guard let suffix = [".test.yaml", ".test.yml"].first(where: { name.hasSuffix($0) }) else { continue }
            let (documents, problems) = parseYAML(bytes, file: file)
            diagnostics += problems
            for document in documents {
                read(
                    sourceTests: document,
                    String(name.dropLast(suffix.count)),
                    Complaints(SourceLines(bytes), file: file)
                )
            }
        }
    }

    private mutating func read(sourceTests node: YAMLNode, _ stem: String, _ complaints: Complaints) {
        let folder = context.directory + "/sources"
        var reader = SourceTestReader(complaints: complaints, source: stem, folder: folder)
        defer { diagnostics += reader.complaints.diagnostics }
        let form = "{ source: \(stem), tests: […] }"
        guard let members = reader.members(of: node, ["source", "tests"], what: "a file of tests", form: form) else {
            return
        }
        let name = members["source"].flatMap { reader.text($0, "the name of a source") } ?? stem
        guard sourceNames[name] != nil else {
            reader.complaints.add(
                at: members["source"]?.position ?? node.position,
                "there is no source '\(name)' in this directory",
                expected: "`source:` with the name of the source that is tested",
                suggestion: nearest(name, in: sourceNames.keys.sorted())
            )
            return
        }
        reader = SourceTestReader(complaints: reader.complaints, source: name, folder: folder)
        guard let list = members["tests"] else {
            reader.complaints.add(at: node.position, "there are no 'tests' here", expected: form)
            return
        }
        sourceTests += reader.read(list)
    }
}

extension InboundRequest {
    /// Reads a request from YAML, in the form of a test's `request`.
    /// - Parameters:
    ///   - bytes: The file.
    ///   - name: Its name, for complaints.
    ///   - folder: Where files that it names are looked for.
    package static func read(
        yaml bytes: [UInt8],
        file name: String,
        in folder: String
    ) -> (request: InboundRequest?, diagnostics: [Diagnostic]) {
        let (documents, problems) = parseYAML(bytes, file: name)
        guard let document = documents.first, documents.count == 1 else {
            let message = "the file holds \(documents.isEmpty ? "no request" : "more than one document")"
            return (nil, problems.isEmpty ? [Diagnostic(at: SourcePosition(file: name), message)] : problems)
        }
        var reader = SourceTestReader(
            complaints: Complaints(SourceLines(bytes), file: name),
            source: "",
            folder: folder
        )
        // The whole test may stand there too.
        let request = reader.request(document["request"] ?? document)
        return (request, problems + reader.complaints.diagnostics)
    }
}
