internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// `event`.
extension TestReader {
    static let eventKeys = ["sample", "set", "remove", "file"] + EventType.attributes + ["data"]
    private static let form = "{ sample: course.completed, set: { /data/score: 90 } }"

    /// The event that a test begins with; nil where it cannot be had.
    mutating func event(_ node: YAMLNode) -> JSONValue? {
        guard let members = node.mapping else {
            wrong(node, "an event such as \(Self.form)")
            return nil
        }
        guard var event = start(node) else { return nil }
        for (key, value) in members {
            switch key.scalar?.text {
            case "sample", "file": break
            case "set": set(value, in: &event)
            case "remove": remove(value, from: &event)
            case let name?: event = event.setting(name, value.json())
            case nil: break
            }
        }
        return event
    }

    /// Events that come before the tested one.
    mutating func events(_ node: YAMLNode) -> [JSONValue] {
        guard let elements = node.sequence else {
            wrong(node, "a list of events such as [\(Self.form)]")
            return []
        }
        return elements.compactMap { element in event(element) }
    }

    /// The sample, the file, or an event of which everything is written here.
    private mutating func start(_ node: YAMLNode) -> JSONValue? {
        if let sample = node["sample"] { return self.sample(sample) }
        if let file = node["file"] { return self.file(file) }
        guard node["type"] != nil else {
            complaints.add(
                at: node.position,
                "this event has no type",
                expected: "\(Self.form), { file: event.json } or { type: …, data: … }"
            )
            return nil
        }
        return .object([:])
    }

    private mutating func sample(_ node: YAMLNode) -> JSONValue? {
        guard let name = text(node, "the name of an event type") else { return nil }
        guard let type = catalog[type: name] else {
            complaints.add(
                at: node.position,
                "the catalog has no event type '\(name)', and so no sample of it",
                suggestion: nearest(name, in: catalog.names)
            )
            return nil
        }
        return ["type": .string(name), "data": type.sample]
    }

    private mutating func file(_ node: YAMLNode) -> JSONValue? {
        guard let name = text(node, "a file that holds an event as JSON") else { return nil }
        let path = absolutePath(name, in: directory)
        let bytes: [UInt8]
        do throws(WrittenFile.Fault) {
            bytes = try WrittenFile.read(path, limit: WrittenFile.yamlLimit)
        } catch {
            complaints.add(at: node.position, "\(path) \(error.text)")
            return nil
        }
        do throws(JSONError) {
            let event = try JSONValue.parse(bytes)
            if event["type"]?.stringValue != nil { return event }
            complaints.add(
                at: node.position,
                "\(path) holds no event: it has no type",
                expected: "{\"type\": …, \"data\": …}"
            )
        } catch {
            complaints.add(at: node.position, "\(path) is not JSON: \(error.message), at byte \(error.offset)")
        }
        return nil
    }

    private mutating func set(_ node: YAMLNode, in event: inout JSONValue) {
        guard let members = node.mapping else { return wrong(node, "a mapping such as { /data/score: 90 }") }
        for (key, value) in members {
            guard let pointer = pointer(key) else { continue }
            if let type = event["type"]?.stringValue.flatMap({ catalog[type: $0] }),
                let unknown = type.unknownPlace(pointer)
            {
                complaints.add(
                    .warning,
                    at: key.position,
                    unknown.message,
                    expected: unknown.expected,
                    suggestion: unknown.suggestion
                )
            }
            do throws(JSONError) {
                try event.set(value.json(), at: pointer)
            } catch {
                complaints.add(at: key.position, error.message)
            }
        }
    }

    private mutating func remove(_ node: YAMLNode, from event: inout JSONValue) {
        guard let elements = node.sequence else { return wrong(node, "a list such as [/data/score]") }
        for element in elements {
            guard let pointer = pointer(element) else { continue }
            guard let without = event.removing(pointer) else {
                complaints.add(at: element.position, "the event has no \(pointer) that could be removed")
                continue
            }
            event = without
        }
    }
}

extension JSONValue {
    fileprivate func setting(_ name: String, _ value: JSONValue) -> JSONValue {
        var members = objectValue ?? [:]
        members[name] = value
        return .object(members)
    }
}
