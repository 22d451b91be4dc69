internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// An event that is one JSON object: the plain form, or a CloudEvent in JSON (CloudEvents JSON format 1.0).
enum JSONEvent {
    /// Reads an event.
    /// - Parameters:
    ///   - bytes: A whole body.
    ///   - range: Where the event stands in it.
    ///   - isCloudEvent: Whether members that are not known are extension attributes. A `specversion` says so too.
    static func draft(
        _ bytes: [UInt8],
        in range: Range<Int>,
        isCloudEvent: Bool
    ) throws(Problem) -> EventDraft {
        let json = bytes.span.extracting(range)
        let members: [(key: String, value: Range<Int>)]
        do throws(JSONError) {
            members = try JSONScanner.members(of: json)
        } catch {
            throw problem(error, json)
        }
        var draft = EventDraft(type: "")
        var hasType = false
        for (key, value) in members {
            switch key {
            case "data":
                guard JSONScanner.kind(json, at: value) != .null else { continue }
                draft.data = Array(bytes[range.lowerBound + value.lowerBound..<range.lowerBound + value.upperBound])
            case "data_base64":
                throw Problem(.unsupportedContentType, "data_base64 is not taken: the data of an event here is JSON")
            case "type", "id", "source", "subject", "time", "datacontenttype", "specversion":
                guard let text = try attribute(key, json, value) else { continue }
                try AttributeRules.set(key, text, in: &draft)
                hasType = hasType || key == "type"
            default:
                guard isCloudEvent || members.contains(where: { $0.key == "specversion" }) else {
                    throw unknown(key, hasType: members.contains { $0.key == "type" })
                }
                guard let text = try attribute(key, json, value, isExtension: true) else { continue }
                try AttributeRules.set(key, text, in: &draft)
            }
        }
        guard hasType else { throw AttributeRules.missingType(near: members.map(\.key)) }
        return draft
    }

    /// The text of an attribute; nil when it is `null`, which is the same as absent. An extension may be a boolean or
    /// an integer too.
    private static func attribute(
        _ key: String,
        _ json: Span<UInt8>,
        _ range: Range<Int>,
        isExtension: Bool = false
    ) throws(Problem) -> String? {
        switch JSONScanner.kind(json, at: range) {
        case .string: return JSONScanner.string(json, in: range)
        case .null: return nil
        case .bool where isExtension: return json[range.lowerBound] == UInt8(ascii: "t") ? "true" : "false"
        case .number where isExtension:
            if let number = JSONScanner.number(json, in: range), number.isInteger { return number.text }
            throw Problem(.invalidEvent, "\(key) is a number with a fraction; an extension may be an integer")
        case let kind:
            let hint = isExtension ? "; the event's own fields belong in 'data'" : ""
            throw Problem(.invalidEvent, "\(key) must be a string, not \(kind.words)\(hint)")
        }
    }

    private static func unknown(_ key: String, hasType: Bool) -> Problem {
        // A slip in the one member that must be there is told as what it is.
        if !hasType, nearest(key, in: ["type"]) != nil { return AttributeRules.missingType(near: [key]) }
        let advice =
            nearest(key, in: AttributeRules.names).map { "; is '\($0)' meant?" }
            ?? ": its own fields belong in 'data', and extension attributes in an event that has a 'specversion'"
        return Problem(.invalidEvent, "'\(key)' is no attribute of an event\(advice)")
    }

    private static func problem(_ error: JSONError, _ json: Span<UInt8>) -> Problem {
        guard error.offset < json.count, JSONScanner.kind(json, at: error.offset..<json.count) == .array,
            (try? JSONScanner.validate(json)) != nil
        else { return Problem(error) }
        return Problem(
            .invalidEvent,
            "the event is a JSON array; several events come as application/cloudevents-batch+json"
        )
    }
}

extension JSONScanner.Kind {
    fileprivate var words: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
