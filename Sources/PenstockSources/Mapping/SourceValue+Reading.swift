internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines

extension SourceValue {
    /// What a record has for it; nil where it has nothing and needs nothing.
    /// - Throws: What is wrong, without saying for what it is wanted.
    func read(_ record: SourceRecord, zone: Zone) throws(MappingProblem) -> JSONValue? {
        if let constant { return constant }
        let found = from.compactMap { record[$0] }
        // Of several places the first counts at which something is.
        let value = found.first { !$0.isNothing } ?? found.first
        guard let value, !value.isNothing else {
            if let fallback { return fallback }
            if isRequired {
                throw MappingProblem("looked for \(places), found \(value == nil ? "nothing" : "it empty")")
            }
            return try value.map { value throws(MappingProblem) in try empty(value) }
        }
        if let values { return try translated(value, values) }
        guard let conversion else { return value }
        do throws(MappingProblem) {
            return try conversion.convert(value, zone: zone)
        } catch {
            throw MappingProblem("\(error.text) (from \(places))")
        }
    }

    /// What a text without letters is: itself, unless a text can stand for it, or it cannot be what it should.
    private func empty(_ value: JSONValue) throws(MappingProblem) -> JSONValue {
        if let values { return try value.isNull ? value : translated(value, values) }
        return conversion == nil || conversion == .string ? value : .null
    }

    private func translated(_ value: JSONValue, _ values: [String: JSONValue]) throws(MappingProblem) -> JSONValue {
        guard let text = value.scalarText else {
            throw MappingProblem("looked for a text in \(places), found \(value.article)")
        }
        if let known = values[text] ?? fallback { return known }
        let known = values.keys.sorted().prefix(8).joined(separator: ", ")
        throw MappingProblem("\(text.quoted) in \(places) is none of \(known)")
    }
}

extension JSONValue {
    /// Whether it says nothing: null, or a text without letters.
    var isNothing: Bool {
        switch self {
        case .null: true
        case .string(let text): text.isEmpty
        default: false
        }
    }

    /// The kind of the value with its article: `an array`.
    var article: String {
        switch self {
        case .null: "null"
        case .array, .object: "an \(typeName)"
        default: "a \(typeName)"
        }
    }
}
