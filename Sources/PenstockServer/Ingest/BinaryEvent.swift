internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// An event whose attributes are `ce-` headers and whose data is the body (CloudEvents HTTP binding 1.0, section 3.1).
enum BinaryEvent {
    /// Reads an event.
    /// - Parameters:
    ///   - attributes: The headers that begin with `ce-`, names without it, in small letters.
    ///   - contentType: The content type of the data; JSON where absent.
    static func draft(
        attributes: [(name: String, value: String)],
        contentType: String?,
        body: [UInt8]
    ) throws(Problem) -> EventDraft {
        var draft = EventDraft(type: "")
        var seen: Set<String> = []
        for (name, raw) in attributes {
            guard name != "datacontenttype", name != "data" else {
                throw Problem(
                    .invalidEvent,
                    "ce-\(name) is no attribute of the binary form; see Content-Type and the body"
                )
            }
            guard seen.insert(name).inserted else { throw Problem(.invalidEvent, "ce-\(name) is there twice") }
            guard let value = decoded(raw) else {
                throw Problem(.invalidEvent, "ce-\(name) is not valid percent-encoded UTF-8")
            }
            try AttributeRules.set(name, value, in: &draft)
        }
        guard seen.contains("type") else { throw AttributeRules.missingType(near: attributes.map(\.name)) }
        guard !body.isEmpty else { return draft }
        (draft.data, draft.dataContentType) = try data(body, contentType)
        return draft
    }

    /// The value of a header: quotes, where they enclose it, taken off, then percent-encoding undone once (section 3.1.3.2).
    static func decoded(_ header: String) -> String? {
        guard header.utf8.count >= 2, header.hasPrefix("\""), header.hasSuffix("\"") else {
            return String(percentDecoding: header)
        }
        var text = ""
        var isEscaped = false
        for character in header.dropFirst().dropLast() {
            if character == "\\" && !isEscaped {
                isEscaped = true
            } else {
                text.append(character)
                isEscaped = false
            }
        }
        return String(percentDecoding: text)
    }

    /// JSON as it is, text as a JSON string.
    private static func data(
        _ body: [UInt8],
        _ contentType: String?
    ) throws(Problem) -> (data: [UInt8], contentType: String?) {
        guard let contentType, contentType != "application/json" else { return (try json(body), nil) }
        let type = MediaType(contentType)
        if type.isJSON { return (try json(body), contentType) }
        guard type.isText else {
            throw Problem(.unsupportedContentType, "the data of an event is JSON or text here, not \(type.name)")
        }
        guard let text = String(validating: body, as: UTF8.self) else {
            throw Problem(.invalidEvent, "the body is not valid UTF-8")
        }
        var writer = JSONWriter(capacity: body.count + 2)
        writer.string(text)
        return (writer.bytes, contentType)
    }

    private static func json(_ body: [UInt8]) throws(Problem) -> [UInt8] {
        do throws(JSONError) {
            try JSONScanner.validate(body.span)
        } catch {
            throw Problem(error)
        }
        return body
    }
}
