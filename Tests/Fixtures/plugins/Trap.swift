public import CPenstock

// A filter in Swift that traps at one event: an index that is out of range. Compiled with the kit as one module, which
// takes seconds where a package takes a minute.

/// Lets everything pass, and traps at what contains the text.
struct Trap: Filter {
    struct Configuration: Decodable { var text: String }

    static let id = "com.example.trap"
    static let summary = "Traps at what contains a text."
    static let schema = #"""
        { "type": "object", "required": ["text"], "additionalProperties": false, "properties": {
            "text": { "type": "string", "description": "What it traps at." } } }
        """#
    private let text: [UInt8]

    init(_ configuration: Configuration, _ setup: Setup) { text = Array(configuration.text.utf8) }

    func filter(_ message: Message, _ call: Call) throws(StageFailure) -> FilterVerdict {
        let body = Array(message.body)
        let found = body.indices.contains { body[$0...].starts(with: text) }
        // There is no byte behind the last one.
        return found && body[body.count] == 0 ? .drop : .pass
    }
}

private let library = Library(
    id: "com.example.trap",
    version: "1.0.0",
    vendor: "Penstock's tests",
    stages: [.filter(Trap.self)]
)

/// The entry.
@c @implementation public func penstock_plugin_v1(
    _ host: UnsafePointer<penstock_host_info>
) -> UnsafePointer<penstock_library>? { library.table }
