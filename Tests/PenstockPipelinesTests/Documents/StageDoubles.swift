import PenstockJSON
import PenstockPipelines
import PenstockPlugins

/// Stage types that stand in for those of plugins: schemas of their own, and a plugin's answer by closure.
struct StageDoubles: StageTypes {
    var types: [StageDouble]

    func find(_ kind: StageKind, _ id: String) -> (any ConfigurableStageType)? {
        types.first { $0.kind == kind && $0.id == id }
    }

    func ids(_ kind: StageKind) -> [String] { types.filter { $0.kind == kind }.map(\.id).sorted() }

    /// One of each kind and some more, with the forms of configuration that matter here.
    static let standard = StageDoubles(types: [.match, .jq, .email, .signer, .http, .smtp])
}

struct StageDouble: ConfigurableStageType {
    var kind: StageKind
    var id: String
    var schema: String
    var summary = ""
    var codeDigest = ""
    var isIsolated = false
    var complaints: @Sendable (JSONValue, StagePlace) -> [ConfigurationComplaint] = { _, _ in [] }
    var reads: @Sendable (JSONValue) -> [FieldRead] = { _ in [] }
    /// Takes what is foreseen.
    var foreseen: @Sendable ([[UInt8]]) -> Void = { _ in }

    func foresee(_ configurations: [[UInt8]]) { foreseen(configurations) }

    func configure(_ json: [UInt8], at place: StagePlace) -> ConfigurationReport {
        let value = (try? JSONValue.parse(json)) ?? .null
        return ConfigurationReport(stage: nil, complaints: complaints(value, place), reads: reads(value))
    }
}

extension StageDouble {
    /// A filter whose pointer the plugin checks, as the real one does.
    static let match = StageDouble(
        kind: .filter,
        id: "match",
        schema: #"""
            {"type": "object", "additionalProperties": false, "required": ["pointer"], "properties": {
              "pointer": {"type": "string"}, "equals": true, "less": {"type": "number"},
              "greater_or_equal": true, "matches": {"type": "string"}}}
            """#
    ) { value, _ in
        guard let text = value["pointer"]?.stringValue, !text.hasPrefix("/") else { return [] }
        return [
            ConfigurationComplaint(
                isError: true,
                pointer: "/pointer",
                offset: 0,
                text: "a JSON Pointer begins with '/'"
            )
        ]
    }

    /// A transform that finds the word `wrong` in its expression.
    static let jq = StageDouble(
        kind: .transform,
        id: "jq",
        schema: #"""
            {"type": "object", "additionalProperties": false, "required": ["expression"], "properties": {
              "expression": {"type": "string"}}}
            """#
    ) { value, _ in
        let text = value["expression"]?.stringValue ?? ""
        guard let found = text.firstRange(of: "wrong") else { return [] }
        return [
            ConfigurationComplaint(
                isError: true,
                pointer: "/expression",
                offset: text.utf8.distance(from: text.startIndex, to: found.lowerBound),
                text: "syntax error near \(text)"
            )
        ]
    }

    static let email = StageDouble(
        kind: .transform,
        id: "email",
        schema: #"""
            {"type": "object", "additionalProperties": false, "required": ["to"], "properties": {
              "from": {"type": "string", "x-penstock-template": "header"},
              "to": {"type": "string", "x-penstock-template": "header"}, "cc": {"type": "string"},
              "subject": {"type": "string", "x-penstock-template": "header"},
              "text": {"type": "object", "properties": {"file": {"type": "string", "x-penstock-file": true}}}}}
            """#
    ) { value, _ in
        value["text"]?["file"] == nil
            ? []
            : [ConfigurationComplaint(isError: false, pointer: "/text/file", offset: 8, text: "an odd template")]
    }

    static let signer = StageDouble(
        kind: .sign,
        id: "standard-webhooks",
        schema: #"""
            {"type": "object", "additionalProperties": false, "required": ["secrets"], "properties": {
              "secrets": {"type": "array", "minItems": 1, "items":
                {"type": "string", "pattern": "^whsec_", "x-penstock-secret": true}}}}
            """#
    ) { value, _ in
        // A plugin that quotes what it should not.
        (value["secrets"]?.arrayValue ?? []).enumerated().compactMap { index, secret in
            guard let text = secret.stringValue, text.hasSuffix("short") else { return nil }
            return ConfigurationComplaint(
                isError: true,
                pointer: "/secrets/\(index)",
                offset: nil,
                text: "\(text) is too short"
            )
        }
    }

    static let http = StageDouble(
        kind: .transport,
        id: "http",
        schema: #"""
            {"type": "object", "additionalProperties": false, "required": ["url"], "properties": {
              "url": {"type": "string", "pattern": "^https?://", "x-penstock-template": "url"},
              "method": {"enum": ["POST", "PUT"], "default": "POST"},
              "timeout": {"type": "string", "x-penstock-duration": true, "default": "15s"},
              "ca_file": {"type": "string", "x-penstock-file": true},
              "auth": {"type": "object", "properties": {"bearer": {"type": "string", "x-penstock-secret": true}}}}}
            """#
    )

    static let smtp = StageDouble(
        kind: .transport,
        id: "smtp",
        schema: #"""
            {"type": "object", "additionalProperties": false, "required": ["url"], "properties": {
              "url": {"type": "string"}, "tls": {"enum": ["none"]}, "username": {"type": "string"},
              "password": {"type": "string", "x-penstock-secret": true}}}
            """#
    )
}
