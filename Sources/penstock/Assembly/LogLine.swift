internal import Foundation
internal import Logging
internal import PenstockCore
internal import PenstockJSON

/// A line of the log: for people `time level message key=value`, for programs one JSON object.
struct LogLine {
    var time: Timestamp
    var level: Logger.Level
    var message: String
    var metadata: Logger.Metadata

    /// The line for people. Values that could be misread, or could steer a terminal, stand in JSON's quotes.
    var text: String {
        let name = level.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
        var line = "\(time) \(name) \(message.printable)"
        for (key, value) in sorted { line += " \(key)=\(Self.isPlain(value) ? value : JSONValue.string(value).text)" }
        return line + "\n"
    }

    /// The line for programs; what goes by the name of one of the first three is theirs.
    var json: String {
        var members: JSONObject = [
            "time": .string(time.description), "level": .string(level.rawValue), "message": .string(message),
        ]
        for (key, value) in sorted where members[key] == nil { members[key] = .string(value) }
        return JSONValue.object(members).text + "\n"
    }

    private var sorted: [(key: String, value: String)] {
        metadata.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
    }

    private static func isPlain(_ value: String) -> Bool {
        !value.isEmpty && value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0.value < 0x7F }
    }
}

extension Timestamp {
    /// The present moment by the clock of this machine.
    static var now: Timestamp { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
}
