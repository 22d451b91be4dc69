/// A JSON value: a small document tree that keeps the order of members and the text of numbers.
///
/// Two values are equal in the sense of JSON Schema: numbers by their exact value (`1.0` is `1`), strings by their code
/// points, objects whatever the order of their members.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue: Equatable {
    /// Whether both are the same value in the sense of JSON Schema.
    package static func == (one: JSONValue, other: JSONValue) -> Bool {
        switch (one, other) {
        case (.null, .null): true
        case (.bool(let one), .bool(let other)): one == other
        case (.number(let one), .number(let other)): one == other
        case (.string(let one), .string(let other)): one.isSameText(as: other)
        case (.array(let one), .array(let other)): one == other
        case (.object(let one), .object(let other)): one == other
        default: false
        }
    }
}

// MARK: - Typed views

extension JSONValue {
    /// The text of a string; nil for every other value.
    package var stringValue: String? { if case .string(let text) = self { text } else { nil } }

    /// The truth of `true` and `false`; nil for every other value.
    package var boolValue: Bool? { if case .bool(let truth) = self { truth } else { nil } }

    /// The number; nil for every other value.
    package var numberValue: JSONNumber? { if case .number(let number) = self { number } else { nil } }

    /// The elements of an array; nil for every other value.
    package var arrayValue: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }

    /// The members of an object; nil for every other value.
    package var objectValue: JSONObject? { if case .object(let members) = self { members } else { nil } }

    /// Whether the value is `null`.
    package var isNull: Bool { if case .null = self { true } else { false } }

    /// The kind of the value, for messages: "null", "boolean", "number", "string", "array" or "object".
    package var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// The member of an object, if this is an object and has it.
    package subscript(key: String) -> JSONValue? { objectValue?[key] }
}

// MARK: - Literals

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// Makes `null`.
    package init(nilLiteral: ()) { self = .null }

    /// Makes `true` or `false`.
    package init(booleanLiteral truth: Bool) { self = .bool(truth) }

    /// Makes a whole number.
    package init(integerLiteral integer: Int) { self = .number(JSONNumber(integer)) }

    /// Makes a number, in the shortest text that reads back as the same value.
    package init(floatLiteral value: Double) { self = JSONNumber(value).map(JSONValue.number) ?? .null }

    /// Makes a string.
    package init(stringLiteral text: String) { self = .string(text) }

    /// Makes an array.
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// Makes an object; the last of two members with one name counts.
    package init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(JSONObject(members.map { (key: $0, value: $1) }))
    }
}

// MARK: - Text

extension JSONValue: CustomStringConvertible {
    /// The value as JSON text in UTF-8.
    /// - Parameters:
    ///   - pretty: on lines of their own, indented by two spaces, instead of without any white space.
    ///   - sortedKeys: members in the order of the UTF-8 of their names, instead of their own order.
    package func serialized(pretty: Bool = false, sortedKeys: Bool = false) -> [UInt8] {
        var writer = JSONWriter(pretty: pretty)
        writer.value(self, sortedKeys: sortedKeys)
        return writer.bytes
    }

    /// The value as JSON text without white space.
    package var text: String { String(decoding: serialized(), as: UTF8.self) }

    /// The value as JSON text for people: indented, on lines of their own.
    package var prettyText: String { String(decoding: serialized(pretty: true), as: UTF8.self) }

    /// The value as JSON text, as in ``text``.
    package var description: String { text }
}
