internal import PenstockJSON
internal import PenstockPlugins

/// The schemas of stages: an alternative for each kind, and for each type what may stand under its `with`.
struct StageSchema {
    let stageTypes: any StageTypes
    /// What `penstock.yaml` puts under the configuration of every stage of a type, by its id.
    let defaults: [String: JSONValue]

    /// What every stage may have beside its type and `with`.
    static let text = #"""
        {
          "name": {
            "description": "The stage's name, by which complaints and logs call it; unique in the pipeline.",
            "$ref": "#/$defs/name", "examples": ["only-passes"]
          },
          "timeout": {
            "description": "How long one call of the stage may take before it counts as hung; at least 500ms. The exchange of a transport has a timeout of its own under 'with'.",
            "$ref": "#/$defs/duration", "default": "5s", "examples": ["30s"]
          },
          "isolation": {
            "description": "Where the stage runs: process (a process of its own) or none (the host's).",
            "$ref": "#/$defs/isolation", "examples": ["process"]
          }
        }
        """#

    private static let does: [StageKind: String] = [
        .filter: "Lets the event pass, or drops it with a reason.",
        .transform: "Changes body, content type and headers.",
        .sign: "Adds a signature, afresh for every try.",
        .transport: "Sends it; the last stage.",
    ]

    /// The definitions `stage`, one for each kind, and one for each type.
    func definitions() throws(JSONError) -> JSONObject {
        var definitions = JSONObject()
        let kinds = StageKind.allCases
        definitions["stage"] = [
            "description": "A stage: one key says its kind and names its type.",
            "anyOf": .array(kinds.map { reference($0.rawValue) }),
        ]
        for kind in kinds {
            let types = stageTypes.ids(kind).compactMap { stageTypes.find(kind, $0) }
            definitions[kind.rawValue] = try stage(kind, types)
            for type in types { definitions[name(of: type)] = try configuration(of: type) }
        }
        return definitions
    }

    /// What `defaults` of `penstock.yaml` may hold: for each id a part of what stages of it may have.
    func defaultsByType() throws(JSONError) -> JSONValue {
        var byID = JSONObject()
        for kind in StageKind.allCases {
            for type in stageTypes.ids(kind).compactMap({ stageTypes.find(kind, $0) }) {
                let part = try configuration(of: type).without("required", "anyOf", "oneOf", "dependentRequired")
                guard let other = byID[type.id] else {
                    byID[type.id] = part
                    continue
                }
                byID[type.id] = ["anyOf": .array((other["anyOf"]?.arrayValue ?? [other]) + [part])]
            }
        }
        return .object(byID)
    }

    private func reference(_ name: String) -> JSONValue { ["$ref": .string("#/$defs/\(name)")] }

    /// Where the schema of a type stands, in letters that need no escape in a pointer, a fragment or an anchor.
    private func name(of type: any ConfigurableStageType) -> String {
        let id = type.id.unicodeScalars.map { scalar in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isPlain || "-.".unicodeScalars.contains(scalar) ? "\(scalar)" : "_\(scalar.value)_"
        }
        return "\(type.kind.rawValue).\(id.joined())"
    }

    private func stage(_ kind: StageKind, _ types: [any ConfigurableStageType]) throws(JSONError) -> JSONValue {
        let known = types.map { ["const": .string($0.id), "description": .string($0.summary)] as JSONValue }
        var properties: JSONObject = [
            kind.rawValue: [
                "description": .string(Self.does[kind] ?? ""),
                // An alternative of nothing is not allowed, and nothing is what can stand here.
                "anyOf": known.isEmpty ? [false] : .array(known),
            ],
            "with": ["description": "The configuration of the stage.", "type": "object"],
        ]
        for (key, schema) in try JSONValue.parse(Self.text).objectValue ?? [:] { properties[key] = schema }
        var checks: [JSONValue] = []
        for type in types {
            var then: JSONObject = ["properties": ["with": reference(name(of: type))]]
            if try mustBeConfigured(type) { then["required"] = ["with"] }
            checks.append([
                "if": [
                    "properties": .object([kind.rawValue: ["const": .string(type.id)]]),
                    "required": [.string(kind.rawValue)],
                ],
                "then": .object(then),
            ])
        }
        var schema: JSONObject = [
            "title": .string(kind.noun), "description": .string(Self.does[kind] ?? ""), "type": "object",
            "required": [.string(kind.rawValue)], "additionalProperties": false, "properties": .object(properties),
        ]
        if !checks.isEmpty { schema["allOf"] = .array(checks) }
        return .object(schema)
    }

    /// Whether a stage of the type cannot do without `with`.
    private func mustBeConfigured(_ type: any ConfigurableStageType) throws(JSONError) -> Bool {
        let schema = try? JSONSchema(try JSONValue.parse(type.schema))
        return schema.map { !$0.isValid(defaults[type.id] ?? .object([:])) } ?? false
    }

    /// The plugin's own schema, as it counts in a pipeline file.
    private func configuration(of type: any ConfigurableStageType) throws(JSONError) -> JSONValue {
        let own = EmbeddedSchema(try JSONValue.parse(type.schema), as: name(of: type)).schema
        guard case .object(var members) = own, let given = defaults[type.id]?.objectValue,
            let required = members["required"]?.arrayValue
        else { return own }
        members["required"] = .array(required.filter { given[$0.stringValue ?? ""] == nil })
        return .object(members)
    }
}

extension JSONValue {
    /// An object without some of its members.
    fileprivate func without(_ keys: String...) -> JSONValue {
        objectValue.map { members in .object(JSONObject(members.filter { !keys.contains($0.key) })) } ?? self
    }
}
