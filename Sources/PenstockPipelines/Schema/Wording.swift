internal import PenstockJSON

/// The words in which violations are told.
extension JSONValue {
    /// The value as something found: `the string "5"`, `null`, `an array`.
    var found: String {
        switch self {
        case .null: "null"
        case .bool(let truth): truth ? "true" : "false"
        case .number(let number): "the number \(number.text.shortened)"
        case .string(""): "an empty string"
        case .string(let text): "the string \(JSONValue.string(text.shortened).text)"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// The value as something found, without what it is.
    var foundKind: String {
        JSONTypes.names.first { $0.name == typeName }?.phrase ?? typeName
    }

    /// The value as something expected, in short: `dead`, `5`, `{"a":1}`.
    var expectedText: String {
        if case .string(let text) = self { return text.isEmpty ? "\"\"" : text.shortened }
        return text.shortened
    }
}

extension JSONTypes {
    /// The types as something expected: "a number or null".
    var phrase: String { orList(phrases) }

    /// Each type as something expected.
    var phrases: [String] {
        JSONTypes.names.filter { entry in
            // A whole number is a number.
            contains(entry.type) && !(entry.type == .integer && contains(.number))
        }.map(\.phrase)
    }
}

extension String {
    /// At most 48 characters, with an ellipsis for the rest.
    var shortened: String { count <= 48 ? self : prefix(47) + "…" }
}

/// Joins with commas and a last "or".
func orList(_ words: [String]) -> String { list(words, "or") }

/// Joins with commas and a last "and".
func andList(_ words: [String]) -> String { list(words, "and") }

private func list(_ words: [String], _ last: String) -> String {
    guard words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(last) " + words[words.count - 1]
}

/// Names as something to choose from, not too many: "one of a, b, c and 5 more".
func choice(_ names: [String]) -> String {
    switch names.count {
    case 0: "nothing"
    case 1: names[0]
    case ...12: "one of " + names.joined(separator: ", ")
    default: "one of " + names.prefix(10).joined(separator: ", ") + " and \(names.count - 10) more"
    }
}

/// A count with its noun: "1 element", "3 elements", "no elements".
func counted(_ count: Int, _ noun: String) -> String {
    switch count {
    case 0: "no \(noun)s"
    case 1: "1 \(noun)"
    default: "\(count) \(noun)s"
    }
}
