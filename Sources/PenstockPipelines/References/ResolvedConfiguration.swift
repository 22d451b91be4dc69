internal import PenstockJSON

/// A configuration with its references put in.
struct ResolvedConfiguration {
    /// The configuration as the plugin gets it.
    var value: JSONValue
    /// The texts that held references, or `$${`, by their place.
    private(set) var texts: [JSONPointer: ResolvedText] = [:]
    /// What could not be resolved; offsets count the bytes of the text as it is written.
    private(set) var problems: [(pointer: JSONPointer, error: ReferenceError)] = []

    /// Resolves every string in a value; names of members are left alone.
    init(_ value: JSONValue, with resolver: ReferenceResolver) {
        self.value = value
        self.value = resolve(value, at: .root, resolver)
    }

    /// The places of values that were not to be had.
    var placeholders: [JSONPointer] { texts.filter { $0.value.hasPlaceholder }.map(\.key) }

    /// What was resolved and must never be seen.
    var secrets: [String] { texts.values.flatMap(\.secrets) }

    private mutating func resolve(_ value: JSONValue, at pointer: JSONPointer, _ resolver: ReferenceResolver)
        -> JSONValue
    {
        switch value {
        case .string(let text):
            guard text.utf8.contains(UInt8(ascii: "$")) else { return value }
            let (resolved, errors) = resolver.resolve(text)
            problems += errors.map { (pointer, $0) }
            if !resolved.references.isEmpty || resolved.text != text || !errors.isEmpty { texts[pointer] = resolved }
            return .string(resolved.text)
        case .array(let elements):
            return .array(elements.indices.map { resolve(elements[$0], at: pointer.appending($0), resolver) })
        case .object(let members):
            return .object(
                JSONObject(
                    members.map { (key: $0.key, value: resolve($0.value, at: pointer.appending($0.key), resolver)) }
                )
            )
        default: return value
        }
    }
}
