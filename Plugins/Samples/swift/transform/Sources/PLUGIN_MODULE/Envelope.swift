package import PenstockPluginKit

/// Puts the body, which must be JSON, into an envelope that says whose event it is: `{"tenant":"north","event":…}`.
///
/// ```yaml
/// - transform: PLUGIN_ID
///   with: { tenant: "north" }
/// ```
struct Envelope: Transform {
    struct Configuration: Decodable {
        var tenant: String
    }

    static let id = "PLUGIN_ID"
    static let summary = "Puts the body into an envelope that says whose event it is."
    static let schema = #"""
        {
          "type": "object", "required": ["tenant"], "additionalProperties": false,
          "properties": {
            "tenant": { "type": "string", "pattern": "^[a-z0-9-]+$", "description": "Whose event it is." }
          },
          "examples": [{ "tenant": "north" }]
        }
        """#

    /// All that comes before the body.
    private let head: String

    init(_ configuration: Configuration, _ setup: Setup) throws {
        // The same letters as in the schema: none of them needs an escape in JSON.
        guard configuration.tenant.wholeMatch(of: /[a-z0-9-]+/) != nil else {
            throw ConfigurationProblem(at: "/tenant", "small letters, digits and '-' are needed")
        }
        head = #"{"tenant":"\#(configuration.tenant)","event":"#
    }

    func transform(_ message: Message, into output: Output, _ call: Call) throws(StageFailure) -> BodyVerdict {
        guard !message.body.isEmpty else {
            throw .permanent("empty-body", "there is no body to put into the envelope")
        }
        try output.reserve(head.utf8.count + message.body.count + 1)
        try output.append(head)
        try output.append(message.body)
        try output.append("}")
        output.setContentType("application/json")
        return .wrote
    }
}

/// What this plugin offers.
package let library = Library(
    id: "PLUGIN_ID",
    version: "1.0.0",
    vendor: "PLUGIN_VENDOR",
    stages: [.transform(Envelope.self)]
)
