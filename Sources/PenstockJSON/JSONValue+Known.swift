extension JSONValue {
    /// An object of those members that are not null: what is absent is left out.
    package static func known(_ members: JSONObject) -> JSONValue {
        .object(JSONObject(members.filter { !$0.value.isNull }))
    }

    /// The value with every text in it changed; names of members stay.
    package func mappingTexts(_ change: (String) -> String) -> JSONValue {
        switch self {
        case .string(let text): .string(change(text))
        case .array(let elements): .array(elements.map { $0.mappingTexts(change) })
        case .object(let members):
            .object(JSONObject(members.map { (key: $0.key, value: $0.value.mappingTexts(change)) }))
        default: self
        }
    }
}
