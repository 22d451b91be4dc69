internal import PenstockCore
internal import PenstockJSON
internal import PenstockPlugins

extension ShownMessage {
    /// The message as it stands between two stages, for people and programs.
    var json: JSONValue {
        .known([
            "content_type": .string(contentType), "headers": .pairs(headers),
            "attributes": attributes.isEmpty ? .null : .pairs(attributes), "json": bodyJSON ?? .null, "body": bodyText,
        ])
    }

    /// What is sent: a request, or the mail as its readers see it.
    var sentJSON: JSONValue { isMail ? mailJSON : requestJSON }

    private var requestJSON: JSONValue {
        .known([
            "method": .string(method), "url": .string(target), "content_type": .string(contentType),
            "headers": .pairs(headers), "json": bodyJSON ?? .null, "body": bodyText,
        ])
    }

    private var mailJSON: JSONValue {
        func part(_ name: String) -> JSONValue {
            attribute("mail-\(name)").flatMap { $0.isEmpty ? nil : .string($0) } ?? .null
        }
        func addresses(_ name: String) -> JSONValue {
            let list = (attribute("mail-\(name)") ?? "").split(separator: ",")
            return list.isEmpty ? .null : .array(list.map { .string(String($0)) })
        }
        return .known([
            "relay": .string(target), "from": part("from"), "to": addresses("to"), "cc": addresses("cc"),
            "bcc": addresses("bcc"), "subject": part("subject"), "text": part("text"), "html": part("html"),
        ])
    }

    private var bodyJSON: JSONValue? { contentType.contains("json") ? try? JSONValue.parse(body) : nil }

    /// A body that is no JSON, as text; what is not UTF-8 is shown as U+FFFD.
    private var bodyText: JSONValue { bodyJSON == nil ? .string(String(decoding: body, as: UTF8.self)) : .null }
}

extension JSONValue {
    /// Names and values as an object, names in lower case.
    static func pairs(_ pairs: [EventExtension]) -> JSONValue {
        var object: JSONObject = [:]
        for pair in pairs { object[pair.name.lowercased()] = .string(pair.value) }
        return .object(object)
    }
}
