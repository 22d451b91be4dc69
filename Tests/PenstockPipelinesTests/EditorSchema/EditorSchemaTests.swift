import PenstockCore
import PenstockJSON
import PenstockPlugins
import Testing

@testable import PenstockPipelines

/// Assembling the schemas, with stage types that stand in for those of plugins.
@Suite struct `An editor's schema` {
    private static func schema(
        _ file: EditorSchema.File,
        _ types: [StageDouble] = StageDoubles.standard.types,
        defaults: [String: JSONValue] = [:]
    ) throws -> JSONValue {
        try EditorSchema(
            stageTypes: StageDoubles(types: types),
            catalog: .known,
            settings: .with(defaults: defaults)
        ).schema(for: file)
    }

    @Test(
        arguments: [
            (.pipeline, "", PipelineReader.keys), (.pipeline, "/properties/retry", PipelineReader.retryKeys),
            (.pipeline, "/properties/order_by", PipelineReader.orderKeys),
            (.pipeline, "/properties/dedupe/anyOf/1", PipelineReader.dedupeKeys),
            (.pipeline, "/$defs/egress", EgressAllowList.keys), (.catalog, "", EventTypeReader.keys),
            (.catalog, "/properties/identity", EventTypeReader.identityKeys),
            (.catalog, "/properties/certificate", EventTypeReader.certificateKeys),
            (.catalog, "/$defs/measure", EventTypeReader.measureKeys),
            (.catalog, "/properties/timers/items", EventTypeReader.timerKeys),
            (.catalog, "/properties/timers/items/properties/cancelled_by", EventTypeReader.cancellationKeys),
            (.settings, "", SettingsReader.keys),
            (.settings, "/properties/listen", SettingsReader.listenKeys),
            (.settings, "/properties/tls", SettingsReader.tlsKeys),
            (.settings, "/properties/plugins/anyOf/1/additionalProperties", SettingsReader.pluginKeys),
            (.settings, "/properties/retention", SettingsReader.classes.map(\.key)),
            (.settings, "/$defs/egress", EgressAllowList.keys), (.source, "", SourceReader.keys),
            (.source, "/properties/echo", SourceReader.echoKeys),
            (.source, "/properties/expect", SourceReader.expectKeys),
            (.source, "/$defs/rule", SourceReader.verificationKeys + ["equals"]),
            (.source, "/$defs/rule/properties/basic", SourceReader.basicKeys),
            (.source, "/$defs/rule/properties/standard_webhooks", SourceReader.standardWebhooksKeys),
            (.source, "/$defs/rule/properties/hmac", SourceReader.signatureKeys),
            (.source, "/$defs/rule/properties/hmac/properties/timestamp", SourceReader.timestampKeys),
            (.source, "/$defs/rule/properties/hmac/properties/id", SourceReader.idKeys),
            (.source, "/$defs/event", SourceReader.ruleKeys),
            (.source, "/$defs/value/anyOf/1", SourceReader.valueKeys.filter { $0 != "const" }),
            (.sourceTest, "/$defs/test", SourceTestReader.keys),
            (.sourceTest, "/$defs/request", SourceTestReader.requestKeys),
            (.sourceTest, "/$defs/expectation", SourceTestReader.expectationKeys),
            (.sourceTest, "/$defs/expectation/properties/events/items", SourceTestReader.eventKeys),
        ] as [(EditorSchema.File, String, [String])]
    )
    func `has the keys that the reader has`(file: EditorSchema.File, place: String, keys: [String]) throws {
        let place = try JSONPointer(place)
        let schema = try #require(try Self.schema(file)[place])
        #expect(schema["properties"]?.objectValue?.keys.sorted() == keys.sorted())
        #expect(schema["additionalProperties"] == false)
    }

    @Test func `has the keys of stages that the reader has`() throws {
        let definitions = try Self.schema(.pipeline)["$defs"]
        let keys = StageKind.allCases.flatMap {
            definitions?[$0.rawValue]?["properties"]?.objectValue?.keys ?? []
        }
        #expect(Set(keys) == Set(PipelineReader.stageKeys))
    }

    @Test(arguments: EditorSchema.File.allCases)
    func `describes every key of the host, and compiles`(file: EditorSchema.File) throws {
        let schema = try Self.schema(file, [])
        _ = try JSONSchema(schema)
        #expect(Self.undescribed(schema, at: .root) == [])
    }

    /// The members that an object names without a word on them.
    private static func undescribed(_ schema: JSONValue, at place: JSONPointer) -> [String] {
        switch schema {
        case .object(let members):
            members.flatMap { key, value in
                let inner = place.appending(key)
                guard key == "properties", let properties = value.objectValue, place.tokens.last != "if" else {
                    return key == "examples" ? [] : undescribed(value, at: inner)
                }
                return properties.flatMap { name, member in
                    let isTold =
                        member["description"] != nil || member["$ref"]?.stringValue?.hasPrefix("#/$defs/") == true
                    return (isTold || place.tokens.last == "then" ? [] : [inner.appending(name).description])
                        + undescribed(member, at: inner.appending(name))
                }
            }
        case .array(let elements):
            elements.enumerated().flatMap { undescribed($0.element, at: place.appending($0.offset)) }
        default: []
        }
    }

    @Test func `proposes the types of stages and of events, and admits other events`() throws {
        let schema = try JSONSchema(try Self.schema(.pipeline))
        func isRight(_ text: String) throws -> Bool { schema.isValid(try JSONValue.parse(text)) }
        let stage = #"[{"transport": "http", "with": {"url": "https://a.example"}}]"#
        #expect(try isRight(#"{"name": "a", "on": "course.completed", "stages": \#(stage)}"#))
        #expect(try isRight(#"{"name": "a", "on": ["my.own", "course.*"], "stages": \#(stage)}"#))
        #expect(try !isRight(#"{"name": "a", "on": "two, types", "stages": \#(stage)}"#))
        #expect(try !isRight(#"{"name": "a", "on": "x", "stages": [{"transport": "htp", "with": {}}]}"#))
        let types = try Self.schema(.pipeline)["$defs"]?["event_type"]?["anyOf"]?.arrayValue ?? []
        #expect(types.contains { $0["const"] == "course.completed" && $0["description"] != nil })
    }

    @Test func `asks for no key that the settings have a default for`() throws {
        func accepts(_ defaults: [String: JSONValue]) throws -> Bool {
            let schema = try JSONSchema(try Self.schema(.pipeline, defaults: defaults))
            return schema.isValid(try JSONValue.parse(#"{"name": "a", "on": "x", "stages": [{"transport": "http"}]}"#))
        }
        #expect(try !accepts([:]))
        #expect(try accepts(["http": ["url": "https://a.example"]]))
    }

    @Test func `checks defaults of the settings as a part of a configuration`() throws {
        let schema = try JSONSchema(try Self.schema(.settings))
        func isRight(_ text: String) throws -> Bool { schema.isValid(try JSONValue.parse(text)) }
        #expect(try isRight(#"{"defaults": {"http": {}}}"#))
        #expect(try isRight(#"{"defaults": {"http": {"url": "${env:URL}"}}}"#))
        #expect(try !isRight(#"{"defaults": {"http": {"ulr": "https://a.example"}}}"#))
        #expect(try isRight(#"{"defaults": {"of.no.plugin": {"a": 1}}}"#))
    }
}
