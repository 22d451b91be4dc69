internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// Matchers: a value, or a mapping of operators.
extension TestReader {
    static let operators = ["equals", "not", "contains", "starts_with", "ends_with", "matches", "exists", "in"]

    /// Reads a matcher.
    /// - Parameter asText: What is looked at is always text, so that `90` is the text `90`.
    mutating func matcher(_ node: YAMLNode, asText: Bool) -> ValueMatcher? {
        guard let members = node.mapping, isOperators(members) else { return .equals(value(node, asText: asText)) }
        var matchers: [ValueMatcher] = []
        for (key, value) in members {
            guard let name = key.scalar?.text, Self.operators.contains(name) else {
                unknown(key)
                continue
            }
            if let matcher = matcher(name, value, asText: asText) { matchers.append(matcher) }
        }
        return matchers.count == 1 ? matchers[0] : .all(matchers)
    }

    /// Whether a mapping is one of operators and no value: of text it always is, else when it has a known one.
    private func isOperators(_ members: [(key: YAMLNode, value: YAMLNode)]) -> Bool {
        members.contains { Self.operators.contains($0.key.scalar?.text ?? "") }
    }

    private mutating func matcher(_ name: String, _ node: YAMLNode, asText: Bool) -> ValueMatcher? {
        switch name {
        case "equals": return .equals(value(node, asText: asText))
        case "not": return matcher(node, asText: asText).map { .not($0) }
        case "contains": return .contains(value(node, asText: asText))
        case "starts_with": return text(node).map { .startsWith($0) }
        case "ends_with": return text(node).map { .endsWith($0) }
        case "matches": return pattern(node)
        case "in":
            guard let elements = node.sequence else {
                wrong(node, "a list of values")
                return nil
            }
            return .isIn(elements.map { value($0, asText: asText) })
        default:
            guard case .bool(let truth) = node.scalar?.value else {
                wrong(node, "true or false")
                return nil
            }
            return .exists(truth)
        }
    }

    private mutating func pattern(_ node: YAMLNode) -> ValueMatcher? {
        guard let text = text(node, "a regular expression") else { return nil }
        do {
            return .matches(try TextPattern(text))
        } catch {
            complaints.add(at: node.position, "this is no regular expression: \(error)")
            return nil
        }
    }

    private mutating func unknown(_ key: YAMLNode) {
        let name = key.scalar?.text ?? ""
        complaints.add(
            at: key.position,
            "there is no matcher '\(name)'",
            expected: "one of \(Self.operators.joined(separator: ", "))",
            suggestion: nearest(name, in: Self.operators)
        )
    }

    private func value(_ node: YAMLNode, asText: Bool) -> JSONValue {
        asText ? node.scalar.map { .string($0.text) } ?? node.json() : node.json()
    }
}
