internal import PenstockJSON

/// One compiled schema or subschema. Others are named by their index in the table of all nodes, so that a schema may
/// refer to itself.
final class SchemaNode: Sendable {
    let rules: SchemaRules

    init(_ rules: SchemaRules) { self.rules = rules }
}

/// What one schema demands, sorted by the kind of value it concerns.
struct SchemaRules: Sendable {
    typealias ID = Int

    /// False for the schema `false`, which nothing satisfies.
    var admitsAnything = true
    var types = JSONTypes.all
    /// The values of `enum` or the one of `const`.
    var enumeration: [JSONValue]?
    var constant: JSONValue?
    var number: NumberRules?
    var string: StringRules?
    var array: ArrayRules?
    var object: ObjectRules?
    var combination: Combination?

    var defaultValue: JSONValue?
    var title: String?
    /// The `x-…` keywords.
    var extensions = JSONObject()
    /// Whether values here must not appear in messages.
    var isSecret = false
    /// A word of `$ref`, until it is resolved.
    var reference: String?
}

/// A set of the type names of JSON Schema.
struct JSONTypes: OptionSet, Sendable {
    let rawValue: UInt8

    static let null = JSONTypes(rawValue: 1)
    static let boolean = JSONTypes(rawValue: 2)
    static let integer = JSONTypes(rawValue: 4)
    static let number = JSONTypes(rawValue: 8)
    static let string = JSONTypes(rawValue: 16)
    static let array = JSONTypes(rawValue: 32)
    static let object = JSONTypes(rawValue: 64)
    static let all = JSONTypes(rawValue: 127)

    static let names: [(name: String, type: JSONTypes, phrase: String)] = [
        ("string", .string, "a string"), ("number", .number, "a number"), ("integer", .integer, "a whole number"),
        ("boolean", .boolean, "true or false"), ("array", .array, "an array"), ("object", .object, "an object"),
        ("null", .null, "null"),
    ]

    /// Whether a value is of one of the types.
    @inline(__always) func contain(_ value: borrowing JSONValue) -> Bool {
        switch value {
        case .null: contains(.null)
        case .bool: contains(.boolean)
        case .number(let number): contains(.number) || (contains(.integer) && number.isInteger)
        case .string: contains(.string)
        case .array: contains(.array)
        case .object: contains(.object)
        }
    }
}

/// What is demanded of numbers.
final class NumberRules: Sendable {
    let minimum, exclusiveMinimum, maximum, exclusiveMaximum: JSONNumber?
    let divisor: Divisor?

    init(
        minimum: JSONNumber?,
        exclusiveMinimum: JSONNumber?,
        maximum: JSONNumber?,
        exclusiveMaximum: JSONNumber?,
        divisor: Divisor?
    ) {
        self.minimum = minimum
        self.exclusiveMinimum = exclusiveMinimum
        self.maximum = maximum
        self.exclusiveMaximum = exclusiveMaximum
        self.divisor = divisor
    }
}

/// What is demanded of strings; lengths are in Unicode code points.
final class StringRules: Sendable {
    let minLength, maxLength: Int?
    let pattern: SchemaPattern?
    let format: SchemaFormat?

    init(minLength: Int?, maxLength: Int?, pattern: SchemaPattern?, format: SchemaFormat?) {
        self.minLength = minLength
        self.maxLength = maxLength
        self.pattern = pattern
        self.format = format
    }
}

/// What is demanded of arrays.
final class ArrayRules: Sendable {
    let prefix: [SchemaRules.ID]
    let items: SchemaRules.ID?
    let contains: SchemaRules.ID?
    let minContains: Int
    let maxContains: Int?
    let minItems, maxItems: Int?
    let unique: Bool

    init(
        prefix: [SchemaRules.ID],
        items: SchemaRules.ID?,
        contains: SchemaRules.ID?,
        minContains: Int,
        maxContains: Int?,
        minItems: Int?,
        maxItems: Int?,
        unique: Bool
    ) {
        self.prefix = prefix
        self.items = items
        self.contains = contains
        self.minContains = minContains
        self.maxContains = maxContains
        self.minItems = minItems
        self.maxItems = maxItems
        self.unique = unique
    }

    /// The schema of an element by its index.
    func schema(at index: Int) -> SchemaRules.ID? { index < prefix.count ? prefix[index] : items }
}

/// Schemas that apply to the same value.
final class Combination: Sendable {
    let reference: SchemaRules.ID?
    let all, any, one: [SchemaRules.ID]
    let not: SchemaRules.ID?
    let condition, then, otherwise: SchemaRules.ID?

    init(
        reference: SchemaRules.ID?,
        all: [SchemaRules.ID],
        any: [SchemaRules.ID],
        one: [SchemaRules.ID],
        not: SchemaRules.ID?,
        condition: SchemaRules.ID?,
        then: SchemaRules.ID?,
        otherwise: SchemaRules.ID?
    ) {
        self.reference = reference
        self.all = all
        self.any = any
        self.one = one
        self.not = not
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
    }
}
