package import PenstockCore
package import PenstockJSON

/// What the report of a trial says of messages, as lines for people. Pure.
package enum TrialLines {
    /// The message that the first stage gets: the event.
    /// - Parameter event: As CloudEvents JSON.
    package static func first(_ event: JSONValue) -> String {
        message(["content_type": "application/json", "json": event])
    }

    /// A message: what it is, its headers, its body.
    package static func message(_ message: JSONValue) -> String {
        var lines = ["content-type: \(message.shown("content_type") ?? "")"]
        for (name, value) in message["headers"]?.objectValue ?? [:] where name != "content-type" {
            lines.append("\(name): \(value.shown ?? "")")
        }
        lines.append(body(of: message))
        return lines.joined(separator: "\n")
    }

    /// What a stage has made of a message.
    package static func change(from before: String, to after: String) -> [MarkedLine] {
        let difference = LineDifference(expected: before, found: after)
        // What shares hardly a line with what it was is another message, and shown as such.
        return difference.isReplacement ? difference.lines.filter { $0.mark == "+" } : difference.lines
    }

    /// The request or the mail of a try, as it is sent; nil where there is none.
    package static func sent(_ attempt: JSONValue) -> String? {
        if let request = attempt["request"] { return self.request(request) }
        return attempt["mail"].map(mail)
    }

    private static func request(_ request: JSONValue) -> String {
        var lines = ["\(request.shown("method") ?? "") \(request.shown("url") ?? "")"]
        for (name, value) in request["headers"]?.objectValue ?? [:] { lines.append("\(name): \(value.shown ?? "")") }
        return (lines + ["", body(of: request)]).joined(separator: "\n")
    }

    private static func mail(_ mail: JSONValue) -> String {
        var lines: [String] = []
        for name in ["relay", "from", "to", "cc", "bcc", "subject"] {
            let value =
                mail[name]?.arrayValue.map { $0.compactMap(\.shown).joined(separator: ", ") } ?? mail.shown(name)
            if let value { lines.append("\(name): \(value)") }
        }
        for name in ["text", "html"] { if let part = mail.shown(name) { lines += ["", "[\(name)]", part] } }
        return lines.joined(separator: "\n")
    }

    private static func body(of message: JSONValue) -> String {
        if let json = message["json"] { return json.prettyText }
        return (message.shown("body") ?? "").replacing("\r\n", with: "\n")
    }
}
