package import PenstockPluginKit

/// Lets a delivery pass when the event's data contains a text.
///
/// ```yaml
/// - filter: PLUGIN_ID
///   with: { text: "WS-101" }
/// ```
struct Contains: Filter {
    struct Configuration: Decodable {
        var text: String
    }

    static let id = "PLUGIN_ID"
    static let summary = "Lets a delivery pass when the event's data contains a text."
    static let schema = #"""
        {
          "type": "object", "required": ["text"], "additionalProperties": false,
          "properties": { "text": { "type": "string", "minLength": 1, "description": "What the data must contain." } },
          "examples": [{ "text": "WS-101" }]
        }
        """#

    private let text: [UInt8]

    init(_ configuration: Configuration, _ setup: Setup) throws {
        guard !configuration.text.isEmpty else {
            throw ConfigurationProblem(at: "/text", "a text that is not empty is needed")
        }
        text = Array(configuration.text.utf8)
    }

    func filter(_ message: Message, _ call: Call) throws(StageFailure) -> FilterVerdict {
        if message.event.data.contains(text) { return .pass }
        call.explain("the event's data does not contain the text")
        return .drop
    }
}

/// What this plugin offers.
package let library = Library(
    id: "PLUGIN_ID",
    version: "1.0.0",
    vendor: "PLUGIN_VENDOR",
    stages: [.filter(Contains.self)]
)
