internal import PenstockJSON

extension Terminal {
    /// Writes JSON for programs, indented so that people can read it too.
    func write(json value: JSONValue) { write(String(decoding: value.serialized(pretty: true), as: UTF8.self) + "\n") }
}

extension JSONValue {
    /// What is shown of a value: the text of a string, JSON of everything else; nil for null.
    var shown: String? { isNull ? nil : stringValue ?? text }

    /// The member of an object as it is shown.
    func shown(_ key: String) -> String? { self[key]?.shown }

    /// The elements of a member that is an array; none where there is no such member.
    func elements(_ key: String) -> [JSONValue] { self[key]?.arrayValue ?? [] }
}
