package import PenstockJSON

/// What a test expects of one value.
package indirect enum ValueMatcher: Sendable {
    case equals(JSONValue)
    /// The same elements in any order; none are the same as nothing at all.
    case members([JSONValue])
    case exists(Bool)
    /// A part of a text, or an element of an array.
    case contains(JSONValue)
    case startsWith(String)
    case endsWith(String)
    case matches(TextPattern)
    case isIn([JSONValue])
    case not(ValueMatcher)
    case all([ValueMatcher])

    /// Whether a value is as expected; nil stands for one that is not there.
    package func accepts(_ value: JSONValue?) -> Bool {
        switch self {
        case .exists(let wanted): (value != nil) == wanted
        case .not(let matcher): !matcher.accepts(value)
        case .all(let matchers): matchers.allSatisfy { $0.accepts(value) }
        case .equals(let wanted): value == wanted
        case .isIn(let wanted): value.map { wanted.contains($0) } ?? false
        case .members(let wanted): Self.sorted(value?.arrayValue ?? []) == Self.sorted(wanted)
        case .contains(let part):
            if let elements = value?.arrayValue { elements.contains(part) } else { Self.text(value, contains: part) }
        case .startsWith(let head): value?.stringValue?.hasPrefix(head) ?? false
        case .endsWith(let tail): value?.stringValue?.hasSuffix(tail) ?? false
        case .matches(let pattern): value?.stringValue.map(pattern.matches) ?? false
        }
    }

    private static func text(_ value: JSONValue?, contains part: JSONValue) -> Bool {
        guard let text = value?.stringValue, let part = part.stringValue else { return false }
        return part.isEmpty || text.contains(part)
    }

    private static func sorted(_ values: [JSONValue]) -> [String] { values.map(\.text).sorted() }
}

extension ValueMatcher: CustomStringConvertible {
    /// What is expected, in words: `"a"`, `a text that contains "b"`.
    package var description: String {
        switch self {
        case .equals(let value): value.text
        case .members(let values): values.count == 1 ? values[0].text : JSONValue.array(values).text
        case .exists(let wanted): wanted ? "something" : "nothing"
        case .contains(let part): "something that contains \(part.text)"
        case .startsWith(let head): "a text that starts with \(JSONValue.string(head).text)"
        case .endsWith(let tail): "a text that ends with \(JSONValue.string(tail).text)"
        case .matches(let pattern): "a text that matches /\(pattern.text)/"
        case .isIn(let values): orList(values.map(\.text))
        case .not(let matcher): "not \(matcher)"
        case .all(let matchers): andList(matchers.map(\.description))
        }
    }
}

/// A regular expression of a test, in the dialect of JSON Schema's `pattern`, searched for anywhere in a text.
package struct TextPattern: Sendable {
    private let pattern: SchemaPattern

    /// - Throws: What the parser says, such as "expected ')'".
    init(_ text: String) throws { pattern = try SchemaPattern(text) }

    var text: String { pattern.text }

    func matches(_ text: String) -> Bool { pattern.matches(text) }
}
