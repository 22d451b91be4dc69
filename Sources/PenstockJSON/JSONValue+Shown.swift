extension JSONValue {
    /// What people are shown of a value: the text of a string, JSON of everything else; nil for null.
    package var shown: String? { isNull ? nil : stringValue ?? text }

    /// The member of an object as it is shown.
    package func shown(_ key: String) -> String? { self[key]?.shown }

    /// The elements of a member that is an array; none where there is no such member.
    package func elements(_ key: String) -> [JSONValue] { self[key]?.arrayValue ?? [] }
}
