internal import PenstockCore
internal import PenstockJSON
internal import PenstockPlugins

extension ShownMessage {
    /// The message as it stands between two stages, for people and programs.
    var json: JSONValue {
        let body = bodyMembers
        return .known([
            "content_type": .string(contentType), "headers": .pairs(headers),
            "attributes": attributes.isEmpty ? .null : .pairs(attributes), "json": body.json, "body": body.text,
        ])
    }

    /// What is sent: a request, or the mail as its readers see it.
    var sentJSON: JSONValue { isMail ? mailJSON : requestJSON }

    private var requestJSON: JSONValue {
        let body = bodyMembers
        return .known([
            "method": .string(method), "url": .string(target), "content_type": .string(contentType),
            "headers": .pairs(headers), "json": body.json, "body": body.text,
        ])
    }

    private var mailJSON: JSONValue {
        func part(_ name: String) -> JSONValue { mailPart(name) ?? .null }
        return .known([
            "relay": .string(target), "from": part("from"), "to": part("to"), "cc": part("cc"), "bcc": part("bcc"),
            "subject": part("subject"), "text": part("text"), "html": part("html"),
        ])
    }

    /// A part of the mail: addresses as an array, everything else as text; nil where there are none.
    func mailPart(_ name: String) -> JSONValue? {
        guard let text = attribute("mail-\(name)"), !text.isEmpty else { return nil }
        guard ["to", "cc", "bcc"].contains(name) else { return .string(text) }
        return .array(text.split(separator: ",").map { .string(String($0)) })
    }

    /// The body as JSON, or as text where it is none; what is not UTF-8 is shown as U+FFFD.
    private var bodyMembers: (json: JSONValue, text: JSONValue) {
        if contentType.contains("json"), let json = try? JSONValue.parse(body) { return (json, .null) }
        return (.null, .string(String(decoding: body, as: UTF8.self)))
    }
}

extension JSONValue {
    /// Names and values as an object, names in lower case.
    static func pairs(_ pairs: [EventExtension]) -> JSONValue {
        var object: JSONObject = [:]
        for pair in pairs { object[pair.name.lowercased()] = .string(pair.value) }
        return .object(object)
    }
}
