internal import PenstockCore
internal import PenstockEngine

/// What the forms have in common: which attributes there are, and what their values may be (CloudEvents 1.0, section 3).
enum AttributeRules {
    /// Attributes that ``EventDraft`` has a place for, and `data`.
    static let names = ["type", "data", "id", "source", "subject", "time", "datacontenttype", "specversion"]

    /// Puts an attribute where it belongs. Values of the four texts that are never extensions are checked by the engine.
    static func set(_ name: String, _ value: String, in draft: inout EventDraft) throws(Problem) {
        switch name {
        case "type": draft.type = value
        case "id": draft.id = value
        case "source": draft.source = value
        case "subject": draft.subject = value
        case "time":
            guard let time = Timestamp(value) else {
                throw Problem(
                    .invalidEvent,
                    "time is '\(value)', which is no date-time of RFC 3339 such as 2026-03-04T10:00:00Z"
                )
            }
            draft.time = time
        case "datacontenttype": draft.dataContentType = value == "application/json" ? nil : value
        case "specversion":
            guard value == "1.0" else {
                throw Problem(.invalidEvent, "specversion is '\(value)'; this host takes CloudEvents 1.0")
            }
        default:
            try checkExtension(name, value)
            draft.extensions.append(EventExtension(name: name, value: value))
        }
    }

    /// The name in small letters and digits, the value without control characters: it may end in a header.
    private static func checkExtension(_ name: String, _ value: String) throws(Problem) {
        let isValid = !name.isEmpty && name.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) }
        guard isValid else {
            throw Problem(
                .invalidEvent,
                "'\(name)' is no name of an attribute: those are of small letters and digits only; "
                    + "the event's own fields belong in 'data'"
            )
        }
        guard !value.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) else {
            throw Problem(.invalidEvent, "the extension '\(name)' contains a control character")
        }
    }

    static func missingType(near names: [String]) -> Problem {
        let hint = nearest("type", in: names).map { "; is '\($0)' meant?" } ?? ""
        return Problem(.invalidEvent, "the event has no type\(hint)")
    }
}
