package import PenstockJSON

/// The form in which a selector is kept with a revision, so that an old event can say which pipelines wanted it.
extension EventSelector {
    /// The selector as `{"on": […], "subject": […], "except": […]}`, the last two only where they say something.
    package var json: JSONValue {
        var members: JSONObject = ["on": Self.array(types)]
        if let subjects { members["subject"] = Self.array(subjects) }
        if !except.isEmpty { members["except"] = Self.array(except) }
        return .object(members)
    }

    /// Reads what ``json`` wrote.
    /// - Throws: when a member is missing or is not a list of texts; the offset is 0.
    package init(json: JSONValue) throws(JSONError) {
        guard let types = try Self.texts(json, "on") else {
            throw JSONError(message: "a selector has a member 'on'", offset: 0)
        }
        self.init(types: types, subjects: try Self.texts(json, "subject"), except: try Self.texts(json, "except") ?? [])
    }

    private static func array(_ patterns: [Glob]) -> JSONValue { .array(patterns.map { .string($0.text) }) }

    private static func texts(_ json: JSONValue, _ key: String) throws(JSONError) -> [String]? {
        guard let value = json[key] else { return nil }
        guard let texts = value.arrayValue?.map(\.stringValue), !texts.contains(nil) else {
            throw JSONError(message: "'\(key)' of a selector is a list of texts", offset: 0)
        }
        return texts.compactMap { $0 }
    }
}
