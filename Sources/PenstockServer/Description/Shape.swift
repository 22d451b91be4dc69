internal import PenstockJSON

/// What a JSON value looks like, as descriptions of the API write it down: a JSON Schema (draft 2020-12) of few parts.
///
/// A shape holds those that it names, so that a document has exactly the schemas that it uses.
indirect enum Shape: Sendable {
    /// A schema that holds no other.
    case plain(JSONObject)
    case object([Member], others: Others)
    /// An array, with bounds where it has some.
    case list(of: Shape, bounds: JSONObject)
    /// An object whose members have names that nobody knows before.
    case map(of: Shape)
    /// One of several, each with a `title` or a name of its own.
    case either([Shape])
    /// A schema that stands once in the document, under a name.
    case named(String, Shape)
    /// A shape with further keywords.
    case refined(Shape, JSONObject)

    /// Members that an object's shape does not name.
    enum Others: Sendable {
        /// There are none in this version; a reader of answers must be ready for more.
        case later
        /// They are refused.
        case refused
        case allowed(Shape)
    }

    /// A member of an object.
    struct Member: Sendable {
        var name: String
        var shape: Shape
        var isRequired: Bool
        var description: String
    }
}

// MARK: - Short ways to write one

extension Shape {
    /// What the API answers: it may have more members in a later version.
    static func answer(_ members: [Member]) -> Shape { .object(members, others: .later) }

    /// What the API takes: what it does not know, it refuses.
    static func request(_ members: [Member]) -> Shape { .object(members, others: .refused) }

    static func list(of element: Shape) -> Shape { .list(of: element, bounds: [:]) }

    static let text = Shape.plain(["type": "string"])
    static let truth = Shape.plain(["type": "boolean"])
    static let integer = Shape.plain(["type": "integer"])
    /// A number of things.
    static let count = Shape.plain(["type": "integer", "minimum": 0])
    static let anything = Shape.plain([:])
    static let anyObject = Shape.plain(["type": "object"])
    /// A moment, in UTC.
    static let time = Shape.plain(["type": "string", "format": "date-time"])

    /// A text that is not empty.
    /// - Parameter longest: In characters; what is counted in bytes says so in its description.
    static func text(longest: Int? = nil, matching pattern: String? = nil) -> Shape {
        var schema: JSONObject = ["type": "string", "minLength": 1]
        schema["maxLength"] = longest.map { .number(JSONNumber($0)) }
        schema["pattern"] = pattern.map(JSONValue.string)
        return .plain(schema)
    }

    static func integer(_ range: ClosedRange<Int>) -> Shape {
        .plain([
            "type": "integer", "minimum": .number(JSONNumber(range.lowerBound)),
            "maximum": .number(JSONNumber(range.upperBound)),
        ])
    }

    /// One of these words.
    static func word(_ words: [String]) -> Shape {
        .plain(["type": "string", "enum": .array(words.map(JSONValue.string))])
    }

    /// One of the words of a type.
    static func word<Word: CaseIterable & RawRepresentable>(of _: Word.Type) -> Shape where Word.RawValue == String {
        word(Word.allCases.map(\.rawValue))
    }

    /// Always this value.
    static func constant(_ value: JSONValue) -> Shape { .plain(["const": value]) }

    /// The shape with an example of it.
    func example(_ value: JSONValue) -> Shape { .refined(self, ["examples": [value]]) }

    func described(_ text: String) -> Shape { .refined(self, ["description": .string(text)]) }

    func titled(_ title: String) -> Shape { .refined(self, ["title": .string(title)]) }
}

extension Shape.Member {
    /// A member that is always there.
    static func always(_ name: String, _ shape: Shape, _ description: String) -> Self {
        Self(name: name, shape: shape, isRequired: true, description: description)
    }

    /// A member that is left out where it has nothing to say.
    static func maybe(_ name: String, _ shape: Shape, _ description: String) -> Self {
        Self(name: name, shape: shape, isRequired: false, description: description)
    }
}
