internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// Reads one YAML document as an event type and reports all that is wrong with it.
struct EventTypeReader {
    var complaints: Complaints
    let node: YAMLNode
    /// What the complaints of this document were before it, to tell whether it added an error.
    private let earlier: Int

    static let keys = [
        "type", "description", "subject", "person", "key", "identity", "measures", "certificate", "directory", "strict",
        "schema", "sample", "timers",
    ]

    static let identityKeys = ["by", "window"]

    init(_ node: YAMLNode, complaints: Complaints) {
        self.node = node
        self.complaints = complaints
        earlier = complaints.diagnostics.count
    }

    private var hasErrors: Bool { complaints.diagnostics[earlier...].contains { $0.severity == .error } }

    /// The type; nil when there is an error in it.
    mutating func read() -> EventType? {
        guard let members = node.mapping else {
            complaints.add(
                at: node.position,
                "this is no event type",
                expected: "a mapping with type, schema and sample"
            )
            return nil
        }
        check(members.map(\.key), among: Self.keys, of: "an event type")
        let name = readName()
        let schema = readSchema()
        let subject = readSubject()
        let person = node["person"].flatMap { readPointer($0) }
        let key = node["key"].map { readPointers($0) } ?? []
        let identity = readIdentity(key: key)
        let measures = readMeasures(of: name ?? "", person: person)
        let certificate = readCertificate(person: person)
        let directory = readDirectory()
        let sample = node["sample"]
        let timers = readTimers(of: name)
        let strict = readStrict()
        let description = readDescription()
        if let name, let schema {
            let places =
                key + (identity?.by ?? []) + measures.places + timers.places + directory.places + certificate.places
            checkPointers(subject, person, places, schema, type: name)
            checkSample(sample, schema, subject?.template)
        }
        guard !hasErrors, let name, let schema else { return nil }
        return EventType(
            type: name,
            description: description,
            subject: subject?.template,
            person: person?.pointer,
            key: key.map(\.pointer),
            identity: identity.map { DedupeRule(by: $0.by.map(\.pointer), window: $0.window) },
            measures: measures.rules,
            directory: directory.rule,
            certificate: certificate.rule,
            strict: strict,
            schema: schema,
            sample: sample?.json() ?? .object([:]),
            position: node.member("type")?.key.position ?? node.position,
            timers: timers.rules,
            timerPositions: timers.emits
        )
    }

    /// Complains of keys that nothing has.
    mutating func check(_ keys: [YAMLNode], among known: [String], of owner: String) {
        for key in keys {
            let name = key.scalar?.text ?? ""
            guard !known.contains(name) else { continue }
            let near = nearest(name, in: known)
            complaints.add(
                at: key.position,
                "\(owner) has no key '\(name)'",
                expected: near == nil ? choice(known) : nil,
                suggestion: near
            )
        }
    }

    mutating func wrong(_ node: YAMLNode, expected: String) {
        complaints.add(at: node.position, "expected \(expected), found \(node.found)")
    }

    // MARK: Members

    private mutating func readName() -> String? {
        guard let value = node["type"] else {
            complaints.add(at: node.position, "this event type has no 'type'", expected: "type: course.completed")
            return nil
        }
        return readTypeName(value)
    }

    /// The name of an event type.
    mutating func readTypeName(_ value: YAMLNode) -> String? {
        guard let name = value.stringValue else {
            wrong(value, expected: "the name of an event type, such as course.completed")
            return nil
        }
        let isSound = name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"*?,\"'{}[]/\\".utf8.contains($0) }
        }
        guard isSound else {
            complaints.add(
                at: value.position,
                "'\(name.shortened)' cannot be the name of an event type",
                expected: "words with points between them, such as course.completed, without *, ?, quotes and brackets"
            )
            return nil
        }
        return name
    }

    private mutating func readDescription() -> String {
        guard let value = node["description"] else { return "" }
        guard let text = value.stringValue else {
            wrong(value, expected: "text")
            return ""
        }
        return text
    }

    private mutating func readStrict() -> Bool {
        guard let value = node["strict"] else { return false }
        guard case .bool(let strict) = value.scalar?.value else {
            wrong(value, expected: "true or false")
            return false
        }
        return strict
    }

    private mutating func readSchema() -> JSONSchema? {
        guard let value = node["schema"] else { return try? JSONSchema(true) }
        do throws(SchemaError) {
            return try JSONSchema(value.json(), checking: EventType.formats)
        } catch {
            let position = value.keyPosition(at: error.pointer) ?? value.position(at: error.pointer)
            complaints.add(at: position, "the schema is wrong: \(error.message)")
            return nil
        }
    }

    private mutating func readSubject() -> (template: SubjectTemplate, node: YAMLNode)? {
        guard let value = node["subject"] else { return nil }
        guard let text = value.stringValue else {
            let isTrap = value.mapping != nil
            complaints.add(
                at: value.position,
                isTrap ? "{{…}} without quotes is a mapping to YAML" : "expected text, found \(value.found)",
                expected: "text such as \"course/{{data.course_id}}\", in quotes"
            )
            return nil
        }
        do throws(JSONError) {
            return (try SubjectTemplate(text), value)
        } catch {
            complaints.add(at: value.position, error.message)
            return nil
        }
    }

    typealias Place = (pointer: JSONPointer, node: YAMLNode)

    mutating func readPointer(_ value: YAMLNode) -> Place? {
        guard let text = value.stringValue else {
            wrong(value, expected: "a pointer into the event, such as /data/username")
            return nil
        }
        do throws(JSONError) {
            return (try JSONPointer(text), value)
        } catch {
            let path = text.hasPrefix(".") ? String(text.dropFirst()) : text
            let near = path.hasPrefix("data.") ? "/" + path.replacing(".", with: "/") : nil
            complaints.add(at: value.position, "'\(text)': \(error.message)", suggestion: near)
            return nil
        }
    }

    mutating func readPointers(_ value: YAMLNode) -> [Place] {
        guard let elements = value.sequence, !elements.isEmpty else {
            wrong(value, expected: "a list of pointers, such as [/data/username, /data/date]")
            return []
        }
        return elements.compactMap { readPointer($0) }
    }

    /// `identity`; its `by` is `key` where it gives none.
    private mutating func readIdentity(key: [Place]) -> (by: [Place], window: Duration)? {
        guard let value = node["identity"] else { return nil }
        guard let members = value.mapping else {
            wrong(value, expected: "a mapping such as { by: [/data/username, /data/date], window: 30d }")
            return nil
        }
        for (name, _) in members where !Self.identityKeys.contains(name.scalar?.text ?? "") {
            complaints.add(
                at: name.position,
                "'identity' has no key '\(name.scalar?.text ?? "")'",
                expected: "by, and window",
                suggestion: nearest(name.scalar?.text ?? "", in: Self.identityKeys)
            )
        }
        let by = value["by"].map { readPointers($0) } ?? key
        if value["by"] == nil, key.isEmpty {
            complaints.add(
                at: value.position,
                "this 'identity' has no 'by', and the event type no 'key' to take instead",
                expected: "by: [/data/username, /data/date]"
            )
        }
        guard let window = value["window"]?.stringValue.flatMap({ Duration(text: $0) }), window > .zero else {
            let place = value["window"] ?? value
            complaints.add(at: place.position, "'identity' needs a 'window'", expected: "a duration such as 24h or 30d")
            return nil
        }
        return (by, window)
    }

    // MARK: Together

    private mutating func checkPointers(
        _ subject: (template: SubjectTemplate, node: YAMLNode)?,
        _ person: Place?,
        _ key: [Place],
        _ schema: JSONSchema,
        type: String
    ) {
        var places = [person].compactMap(\.self) + key
        if let subject { places += subject.template.fields.map { ($0, subject.node) } }
        for (pointer, node) in places {
            guard let unknown = EventType.unknownPlace(pointer, schema: schema, type: type) else { continue }
            complaints.add(
                at: node.position,
                unknown.message,
                expected: unknown.expected,
                suggestion: unknown.suggestion
            )
        }
    }

    private mutating func checkSample(_ sample: YAMLNode?, _ schema: JSONSchema, _ subject: SubjectTemplate?) {
        guard let sample else {
            complaints.add(
                .hint,
                at: node.position,
                "this event type has no 'sample', so 'emit --sample' has nothing to send"
            )
            return
        }
        let data = sample.json()
        let violations = schema.validate(data)
        for violation in violations {
            let position =
                violation.atKey == nil
                ? sample.position(at: violation.pointer)
                : sample.keyPosition(at: violation.pointer) ?? sample.position(at: violation.pointer)
            complaints.add(
                at: position,
                "the sample contradicts the schema: \(violation.message)",
                expected: violation.expected,
                suggestion: violation.suggestion
            )
        }
        if let subject, violations.isEmpty, subject.render(data.serialized().span) == nil {
            complaints.add(
                at: sample.position,
                "no subject can be made from the sample",
                expected: "text or a number at \(andList(subject.fields.map(\.description)))"
            )
        }
    }
}

extension YAMLNode {
    /// What the node is, for messages.
    var found: String {
        switch kind {
        case .scalar where isNull: "nothing"
        case .scalar(let scalar): scalar.json.found
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
