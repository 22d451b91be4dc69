package import PenstockJSON

/// The JSON Schemas by which an editor completes and checks the files of a pipelines directory: the host's own keys, with
/// the stage types of the plugins and the event types of the catalog.
///
/// They admit all that the host admits. Where an editor cannot know what the host knows, such as whether a file is there,
/// they are silent.
package struct EditorSchema {
    /// A kind of file.
    package enum File: String, CaseIterable, Sendable {
        case pipeline, test, catalog, settings, source
        case sourceTest = "source-test"
    }

    private let stages: StageSchema
    private let catalog: Catalog

    package init(stageTypes: any StageTypes, catalog: Catalog, settings: Settings) {
        stages = StageSchema(stageTypes: stageTypes, defaults: settings.defaults)
        self.catalog = catalog
    }

    /// The schema for files of a kind.
    /// - Throws: When a plugin's schema is no JSON.
    package func schema(for file: File) throws(JSONError) -> JSONValue {
        var definitions = try Self.members(CommonSchema.definitions)
        var schema = try Self.members(Self.text(of: file))
        switch file {
        case .pipeline:
            definitions.add(try Self.members(PipelineSchema.definitions))
            definitions.add(try Self.members(TestSchema.definitions))
            definitions.add(try stages.definitions())
            definitions["event_type"] = eventType
        case .test:
            definitions.add(try Self.members(TestSchema.definitions))
            definitions["event_type"] = eventType
        case .catalog: definitions.add(try Self.members(MeasureSchema.definitions))
        case .source:
            definitions.add(try Self.members(SourceSchema.definitions))
            definitions.add(try stages.definitions())
            definitions["event_type"] = eventType
        case .sourceTest:
            definitions.add(try Self.members(SourceTestSchema.definitions))
            definitions["event_type"] = eventType
        case .settings:
            definitions.add(try Self.members(SettingsSchema.definitions))
            definitions.add(try stages.definitions())
            var properties = schema["properties"]?.objectValue ?? [:]
            var defaults = properties["defaults"]?.objectValue ?? [:]
            defaults["properties"] = try stages.defaultsByType()
            properties["defaults"] = .object(defaults)
            schema["properties"] = .object(properties)
        }
        schema["$defs"] = .object(definitions)
        var whole: JSONObject = ["$schema": "https://json-schema.org/draft/2020-12/schema"]
        whole.add(schema)
        return JSONValue.object(whole).withoutUnusedDefinitions
    }

    private static func text(of file: File) -> String {
        switch file {
        case .pipeline: PipelineSchema.text
        case .test: TestSchema.text
        case .catalog: CatalogSchema.text
        case .settings: SettingsSchema.text
        case .source: SourceSchema.text
        case .sourceTest: SourceTestSchema.text
        }
    }

    /// Types are open: those of the catalog are proposed, and any other may stand there too.
    private var eventType: JSONValue {
        let known = catalog.names.compactMap { catalog[type: $0] }.map { type in
            ["const": .string(type.type), "description": .string(type.description)] as JSONValue
        }
        return ["anyOf": .array(known + [["type": "string", "pattern": "^[^\\s,]+$"]])]
    }

    private static func members(_ text: String) throws(JSONError) -> JSONObject {
        try JSONValue.parse(text).objectValue ?? [:]
    }
}

extension JSONObject {
    fileprivate mutating func add(_ others: JSONObject) {
        for (key, value) in others { self[key] = value }
    }
}

extension JSONValue {
    /// The schema without the definitions to which nothing leads.
    fileprivate var withoutUnusedDefinitions: JSONValue {
        guard case .object(var members) = self, let definitions = members["$defs"]?.objectValue else { return self }
        members["$defs"] = nil
        var used: Set<String> = []
        var waiting: [JSONValue] = [.object(members)]
        while let value = waiting.popLast() {
            for name in value.definitionsReferredTo where used.insert(name).inserted {
                if let definition = definitions[name] { waiting.append(definition) }
            }
        }
        members["$defs"] = .object(JSONObject(definitions.filter { used.contains($0.key) }))
        return .object(members)
    }

    /// The definitions to which a reference anywhere in it leads.
    private var definitionsReferredTo: [String] {
        switch self {
        case .array(let elements): elements.flatMap(\.definitionsReferredTo)
        case .object(let members):
            members.flatMap { key, value in
                guard key == "$ref", let text = value.stringValue, text.hasPrefix("#/$defs/") else {
                    return value.definitionsReferredTo
                }
                return [String(text.dropFirst(8).prefix { $0 != "/" })]
            }
        default: []
        }
    }
}
