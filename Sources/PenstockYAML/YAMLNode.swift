package import PenstockCore
package import PenstockJSON

/// A node of a YAML document that knows where it was written.
package struct YAMLNode: Sendable {
    /// What a node is.
    package enum Kind: Sendable {
        /// Text, with the style it was written in and what the core schema makes of it.
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        /// Members in order; every key is a scalar, and no two have the same text.
        case mapping([(key: YAMLNode, value: YAMLNode)])
    }

    /// What the node is.
    package var kind: Kind
    /// Where it begins. For what an alias stands for that is the alias; what is inside stands where the anchor is.
    package var position: SourcePosition
    /// The place after its last character; for a block that is the beginning of a later line.
    package var end: SourcePosition
    /// The name after `*` when an alias stands here.
    package var alias: String?

    /// Makes a node.
    package init(_ kind: Kind, at position: SourcePosition, end: SourcePosition, alias: String? = nil) {
        self.kind = kind
        self.position = position
        self.end = end
        self.alias = alias
    }
}

/// Text in a YAML document, and what it means in the core schema (YAML 1.2.2, section 10.3).
package struct YAMLScalar: Sendable, Equatable {
    /// How the text was written.
    package enum Style: Sendable, Equatable { case plain, single, double, literal, folded }

    /// What the text means.
    package enum Value: Sendable, Equatable {
        case null
        case bool(Bool)
        /// A number in the notation of JSON: `+07` is `7`, `0x1F` is `31`, `.5` is `0.5`.
        case number(JSONNumber)
        /// `.inf`, `-.inf` or `.nan`, which JSON does not have.
        case nonFinite(Double)
        case string(String)
    }

    /// The text after folding and unescaping.
    package var text: String
    /// How it was written.
    package var style: Style
    /// What it means.
    package var value: Value

    /// Makes a scalar.
    package init(text: String, style: Style, value: Value) {
        self.text = text
        self.style = style
        self.value = value
    }
}

// MARK: - Typed views

extension YAMLNode {
    /// The scalar; nil for sequences and mappings.
    package var scalar: YAMLScalar? { if case .scalar(let scalar) = kind { scalar } else { nil } }

    /// The elements; nil for scalars and mappings.
    package var sequence: [YAMLNode]? { if case .sequence(let elements) = kind { elements } else { nil } }

    /// The members; nil for scalars and sequences.
    package var mapping: [(key: YAMLNode, value: YAMLNode)]? {
        if case .mapping(let members) = kind { members } else { nil }
    }

    /// The text of a scalar that is a string; nil for everything else.
    package var stringValue: String? { if case .string(let text) = scalar?.value { text } else { nil } }

    /// Whether the node is null: `null`, `~`, or nothing at all.
    package var isNull: Bool { scalar?.value == .null }

    /// The value of a member of a mapping.
    package subscript(key: String) -> YAMLNode? { member(key)?.value }

    /// A member of a mapping, with its key.
    package func member(_ name: String) -> (key: YAMLNode, value: YAMLNode)? {
        mapping?.first { $0.key.scalar.map { $0.text.utf8.elementsEqual(name.utf8) } ?? false }
    }
}
