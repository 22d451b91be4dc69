internal import PenstockJSON
internal import PenstockPipelines

/// Every operation of a topic, with what it takes and answers.
package struct ReferenceTopicPage: Page {
    package static let template = "reference-topic"
    package var title: String { "\(topic.name): the HTTP API" }

    package var topic: ReferenceTopic

    package init(_ topic: ReferenceTopic) { self.topic = topic }

    private typealias Operation = ReferenceTopic.Operation
    private typealias Parameter = ReferenceTopic.Parameter
    private typealias Answer = ReferenceTopic.Answer
    private typealias Form = ReferenceTopic.Form

    package func view(_ context: PageContext) -> View {
        [
            "name": .text(topic.name), "telling": .paragraphs(topic.about),
            "operations": .list(topic.operations.map(Self.view)),
        ]
    }

    private static func view(_ operation: Operation) -> View {
        [
            "id": .text(operation.id), "here": .text("#" + operation.id), "method": .text(operation.method),
            "path": .text(operation.path), "summary": .prose(operation.summary),
            "details": .paragraphs(operation.details), "parameters": .table(operation.parameters.map(view)),
            "body": .table(operation.body.map(view)), "answers": .table(operation.answers.map(view)),
        ]
    }

    private static func view(_ parameter: Parameter) -> View {
        // A parameter is told of as a member of an object that has no other.
        let whole: JSONValue = [
            "type": "object", "required": parameter.place == "path" ? [.string(parameter.name)] : [],
            "properties": .object([parameter.name: parameter.schema]),
        ]
        let notes = SchemaDocumentation(whole).members.first?.notes ?? []
        return [
            "name": .text(parameter.name), "place": .text(parameter.place),
            "notes": .text(notes.joined(separator: ", ")), "description": .prose(parameter.description),
        ]
    }

    private static func view(_ answer: Answer) -> View {
        [
            "status": .text("\(answer.status)"), "description": .prose(answer.description),
            "forms": .table(answer.forms.map(view)),
            "problems": .table(
                answer.problems.map { ["problem": .text($0), "link": .text(Path("problems", $0).text)] }
            ),
        ]
    }

    private static func view(_ form: Form) -> View {
        [
            "type": .text(form.contentType),
            "shapes": .table(form.schema.alternatives.compactMap(view)),
            "examples": .table(
                form.examples.map { ["caption": .prose($0.summary), "value": .text($0.value.prettyText)] }
            ),
        ]
    }

    /// A table of members; nil where there are none to tell of.
    private static func view(_ shape: JSONValue.Alternative) -> View? {
        let members = SchemaDocumentation(shape.schema).members
        guard !members.isEmpty else { return nil }
        return [
            "heading": .text(shape.isList ? "Each of a list" : "Members"),
            "members": .list(
                members.map { member in
                    [
                        "name": .text(member.name), "inset": .text("inset-\(min(member.depth, 4))"),
                        "notes": .text(member.notes.joined(separator: ", ")),
                        "description": .prose(member.description),
                    ]
                }
            ),
        ]
    }
}

extension JSONValue {
    /// One of the objects that a value may be, or that a list may hold.
    fileprivate struct Alternative {
        var schema: JSONValue
        var isList: Bool
    }

    /// The objects that a schema is about: itself, its items, or those of which it is any.
    fileprivate var alternatives: [Alternative] {
        let schema = target
        if let parts = schema["anyOf"]?.arrayValue { return parts.flatMap { $0.within(self).alternatives } }
        if let items = schema["items"] {
            return items.within(self).alternatives.map { Alternative(schema: $0.schema, isList: true) }
        }
        return [Alternative(schema: self, isList: false)]
    }

    /// What a schema that is only a reference stands for.
    private var target: JSONValue {
        guard let reference = self["$ref"]?.stringValue, let name = reference.split(separator: "/").last else {
            return self
        }
        return self["$defs"]?[String(name)] ?? self
    }

    /// A part of a schema with all that the schema names.
    private func within(_ whole: JSONValue) -> JSONValue {
        guard var part = objectValue, let named = whole["$defs"] else { return self }
        part["$defs"] = named
        return .object(part)
    }
}

extension View {
    /// Paragraphs with code between backticks; empty lines stand between them.
    static func paragraphs(_ text: String) -> View {
        .list(text.split(separator: "\n\n").map { .prose(String($0)) })
    }
}
