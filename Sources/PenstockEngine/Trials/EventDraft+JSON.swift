internal import PenstockCore
package import PenstockJSON

extension EventDraft {
    /// Reads an event as it stands in a file or in a test: `{"type": …, "data": …}` with CloudEvents attributes beside.
    /// - Throws: For what is no event; the sentence names the member.
    package init(json: JSONValue) throws(IntakeError) {
        guard let members = json.objectValue else { throw IntakeError(.invalid, "an event is a JSON object") }
        self.init(type: "")
        for (name, value) in members {
            if name == "data" {
                data = value == .null ? nil : value.serialized()
            } else if value != .null {
                try set(name, try Self.text(name, value))
            }
        }
        if type.isEmpty { throw IntakeError(.invalid, "the event has no type") }
    }

    private mutating func set(_ name: String, _ text: String) throws(IntakeError) {
        switch name {
        case "type": type = text
        case "id": id = text
        case "source": source = text
        case "subject": subject = text
        case "datacontenttype": dataContentType = text
        case "specversion": break
        case "time":
            guard let time = Timestamp(text) else {
                throw IntakeError(.invalid, "time is no RFC 3339 date-time such as 2026-03-04T10:00:00Z")
            }
            self.time = time
        default: extensions.append(EventExtension(name: name, value: text))
        }
    }

    /// The text of an attribute; extensions may be booleans and integers too.
    private static func text(_ name: String, _ value: JSONValue) throws(IntakeError) -> String {
        switch value {
        case .string(let text): return text
        case .bool(let truth): return truth ? "true" : "false"
        case .number(let number): return number.text
        default: throw IntakeError(.invalid, "'\(name)' is no text; an event's own fields belong in 'data'")
        }
    }
}
