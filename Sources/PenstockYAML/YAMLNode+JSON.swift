package import PenstockCore
package import PenstockJSON

extension YAMLNode {
    /// The node as JSON: keys by their text, numbers in JSON's notation, `.inf` and `.nan` as strings.
    package func json() -> JSONValue {
        switch kind {
        case .scalar(let scalar): scalar.json
        case .sequence(let elements): .array(elements.map { $0.json() })
        case .mapping(let members):
            .object(JSONObject(members.map { (key: $0.key.scalar?.text ?? "", value: $0.value.json()) }))
        }
    }

    /// The mapping without a member; what is no mapping as it is.
    package func without(_ name: String) -> YAMLNode {
        guard case .mapping(let members) = kind else { return self }
        var node = self
        node.kind = .mapping(members.filter { $0.key.scalar?.text != name })
        return node
    }

    /// The node that a pointer leads to; nil when it is absent.
    package func node(at pointer: JSONPointer) -> YAMLNode? { member(at: pointer)?.value }

    /// Where the key of a member stands, for complaints about its name; the place of the value itself for the elements
    /// of sequences and for the root. Nil when the value is absent.
    package func keyPosition(at pointer: JSONPointer) -> SourcePosition? {
        member(at: pointer).map { $0.key?.position ?? $0.value.position }
    }

    /// Where the value stands, or else the nearest value around it that exists.
    package func position(at pointer: JSONPointer) -> SourcePosition {
        var pointer = pointer
        while true {
            if let node = node(at: pointer) { return node.position }
            guard let parent = pointer.parent else { return position }
            pointer = parent
        }
    }

    private func member(at pointer: JSONPointer) -> (key: YAMLNode?, value: YAMLNode)? {
        var found: (key: YAMLNode?, value: YAMLNode) = (nil, self)
        for token in pointer.tokens {
            switch found.value.kind {
            case .scalar: return nil
            case .sequence(let elements):
                guard let index = JSONPointer.index(token), index < elements.count else { return nil }
                found = (nil, elements[index])
            case .mapping:
                guard let member = found.value.member(token) else { return nil }
                found = (member.key, member.value)
            }
        }
        return found
    }
}

extension YAMLScalar {
    /// The scalar as JSON.
    package var json: JSONValue {
        switch value {
        case .null: .null
        case .bool(let truth): .bool(truth)
        case .number(let number): .number(number)
        case .string(let text): .string(text)
        case .nonFinite: .string(text)
        }
    }
}
