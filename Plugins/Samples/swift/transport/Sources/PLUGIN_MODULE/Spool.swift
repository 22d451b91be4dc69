package import PenstockPluginKit

/// Appends every message to a file, a line each (delivery id, a tab, the body), and reports it delivered when the line
/// is on disk.
///
/// It shows what a transport owes: `submit` returns at once, each attempt is completed exactly once, and the slow work
/// happens on a thread of its own, which lives between `activate` and `deactivate`.
///
/// ```yaml
/// - transport: PLUGIN_ID
///   with: { file: "spool.txt" }
/// ```
struct Spool: Transport {
    struct Configuration: Decodable {
        var file: String
    }

    static let id = "PLUGIN_ID"
    static let summary = "Appends every message to a file, a line each, and waits for the disk."
    static let schema = #"""
        {
          "type": "object", "required": ["file"], "additionalProperties": false,
          "properties": {
            "file": {
              "type": "string", "minLength": 1, "maxLength": 255,
              "description": "The file to append to; a relative path starts where the host was started."
            }
          },
          "examples": [{ "file": "spool.txt" }]
        }
        """#

    private let writer: Writer

    init(_ configuration: Configuration, _ setup: Setup) throws {
        guard (1...255).contains(configuration.file.utf8.count), !configuration.file.utf8.contains(0) else {
            throw ConfigurationProblem(at: "/file", "a path of at most 255 bytes is needed")
        }
        writer = Writer(file: configuration.file)
    }

    func activate() throws { try writer.start() }
    func deactivate() { writer.end() }
    func drain(within microseconds: Int64) { writer.drain(within: microseconds) }

    func submit(_ delivery: Delivery) {
        let body = delivery.message.body
        guard !delivery.call.isTrial else {
            return delivery.complete(AttemptResult(.delivered, .no, "trial", "a trial: nothing was written"))
        }
        guard !body.contains(UInt8(ascii: "\n")) else {
            let sentence = "the body has several lines, and the file has one for each message"
            return delivery.complete(AttemptResult(.permanent, .no, "not-one-line", sentence))
        }
        var line: [UInt8] = []
        line.append(contentsOf: delivery.call.delivery)
        line.append(UInt8(ascii: "\t"))
        line.append(contentsOf: body)
        line.append(UInt8(ascii: "\n"))
        writer.add(line, for: delivery)
    }
}

extension AttemptResult {
    /// An end in a few words.
    init(_ outcome: Outcome, _ sent: Sent, _ code: String, _ sentence: String) {
        self.init(outcome)
        self.sent = sent
        self.code = code
        self.sentence = sentence
    }
}

/// What this plugin offers.
package let library = Library(
    id: "PLUGIN_ID",
    version: "1.0.0",
    vendor: "PLUGIN_VENDOR",
    stages: [.transport(Spool.self)]
)
