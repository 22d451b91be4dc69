internal import PenstockJSON

/// Points a transport at a server of the check.
///
/// The convention: an example (or a configuration that was given) that sends to 127.0.0.1 is meant for it, and gets the
/// server's port.
enum Loopback {
    private static let marks = ["//127.0.0.1", "//localhost"]

    /// Whether a configuration sends to this machine.
    static func leads(_ configuration: JSONValue) -> Bool { texts(configuration).contains { place(in: $0) != nil } }

    /// Whether what it sends there is mail.
    static func speaksSMTP(_ configuration: JSONValue) -> Bool {
        texts(configuration).contains { $0.hasPrefix("smtp") && place(in: $0) != nil }
    }

    /// The configuration with another port.
    static func pointed(_ configuration: JSONValue, at port: UInt16) -> JSONValue {
        switch configuration {
        case .string(let text):
            guard let range = place(in: text) else { return configuration }
            return .string(text.replacingCharacters(in: range, with: "//127.0.0.1:\(port)"))
        case .array(let elements): return .array(elements.map { pointed($0, at: port) })
        case .object(let members):
            return .object(JSONObject(members.map { (key: $0.key, value: pointed($0.value, at: port)) }))
        default: return configuration
        }
    }

    private static func texts(_ value: JSONValue) -> [String] {
        switch value {
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(texts)
        case .object(let members): members.flatMap { texts($0.value) }
        default: []
        }
    }

    /// The host and its port in a URL.
    private static func place(in text: String) -> Range<String.Index>? {
        for mark in marks {
            guard let range = text.firstRange(of: mark) else { continue }
            var end = range.upperBound
            if end < text.endIndex, text[end] == ":" {
                end = text[text.index(after: end)...].firstIndex { !$0.isNumber } ?? text.endIndex
            }
            return range.lowerBound..<end
        }
        return nil
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with other: String) -> String {
        String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
