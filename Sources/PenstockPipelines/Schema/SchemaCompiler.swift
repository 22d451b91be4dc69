internal import PenstockJSON

/// Turns a schema document into a table of nodes.
struct SchemaCompiler {
    typealias ID = SchemaRules.ID

    let document: JSONValue
    let formats: Set<SchemaFormat>
    var nodes: [SchemaRules] = []
    /// Where each node stands in the document.
    private(set) var places: [JSONPointer] = []
    private var known: [JSONPointer: ID] = [:]
    var anchors: [String: ID] = [:]
    /// Nodes whose `$ref` is not resolved yet.
    private var unresolved: [ID] = []

    init(document: JSONValue, formats: Set<SchemaFormat>) {
        self.document = document
        self.formats = formats
    }

    /// Compiles the whole document; its root is node 0.
    mutating func compile() throws(SchemaError) -> [SchemaNode] {
        _ = try node(document, at: .root)
        while let id = unresolved.popLast() { try resolve(id) }
        try refuseLoops()
        for id in nodes.indices where holdsSecret(id) { nodes[id].isSecret = true }
        return nodes.map(SchemaNode.init)
    }

    /// Compiles the schema at a place, once.
    mutating func node(_ schema: JSONValue, at pointer: JSONPointer) throws(SchemaError) -> ID {
        if let id = known[pointer] { return id }
        let id = nodes.count
        known[pointer] = id
        nodes.append(SchemaRules())
        places.append(pointer)
        switch schema {
        case .bool(let truth): nodes[id].admitsAnything = truth
        case .object(let keywords):
            var reader = KeywordReader(keywords: keywords, pointer: pointer)
            try reader.refuseUnsupported()
            nodes[id] = try rules(&reader, id: id)
        default:
            throw SchemaError(
                pointer: pointer,
                message: "expected a schema, which is an object, true or false; found \(schema.found)"
            )
        }
        return id
    }

    private mutating func resolve(_ id: ID) throws(SchemaError) {
        guard let text = nodes[id].reference else { return }
        let target = try self.target(of: text, at: places[id].appending("$ref"))
        let old = nodes[id].combination
        nodes[id].combination = Combination(
            reference: target,
            all: old?.all ?? [],
            any: old?.any ?? [],
            one: old?.one ?? [],
            not: old?.not,
            condition: old?.condition,
            then: old?.then,
            otherwise: old?.otherwise
        )
    }

    private mutating func target(of text: String, at pointer: JSONPointer) throws(SchemaError) -> ID {
        var fragment = text[...]
        if let base = document["$id"]?.stringValue, text.hasPrefix(base), !base.isEmpty {
            fragment = text.dropFirst(base.hasSuffix("#") ? base.count - 1 : base.count)
        }
        guard fragment.isEmpty || fragment.first == "#" else {
            throw SchemaError(
                pointer: pointer,
                message:
                    "'\(text)' leads out of this schema; only references within it, such as #/$defs/name, are followed"
            )
        }
        guard let decoded = percentDecoded(fragment.dropFirst()) else {
            throw SchemaError(pointer: pointer, message: "'\(text)' has a '%' that is not followed by two hex digits")
        }
        if let id = anchors[decoded] { return id }
        guard decoded.isEmpty || decoded.hasPrefix("/"), let path = try? JSONPointer(decoded),
            let schema = document[path]
        else {
            throw SchemaError(pointer: pointer, message: "'\(text)' leads to nothing in this schema")
        }
        return try node(schema, at: path)
    }

    /// Notes a node whose reference is to be resolved once all anchors are known.
    mutating func postpone(_ id: ID) { unresolved.append(id) }
}

// MARK: - Loops

extension SchemaCompiler {
    /// Refuses a schema that leads back to itself for one and the same value, which would never end.
    private func refuseLoops() throws(SchemaError) {
        enum Mark { case open, done }
        var marks: [Mark?] = Array(repeating: nil, count: nodes.count)
        func visit(_ id: ID) throws(SchemaError) {
            switch marks[id] {
            case .done: return
            case .open:
                throw SchemaError(
                    pointer: places[id],
                    message: "refers to itself without going into a member, and so never ends"
                )
            case nil: break
            }
            marks[id] = .open
            for next in nodes[id].sameValueSchemas { try visit(next) }
            marks[id] = .done
        }
        for id in nodes.indices { try visit(id) }
    }
}

// MARK: - Secrets

extension SchemaCompiler {
    /// Whether the value of a schema may be a secret: it says so, or a schema says so that applies to the same value. A
    /// password written as a number satisfies no alternative, and must not be shown for that.
    private func holdsSecret(_ id: ID) -> Bool {
        if nodes[id].isSecret { return true }
        guard let combination = nodes[id].combination else { return false }
        let others = combination.all + combination.any + combination.one
        return (others + [combination.reference, combination.then, combination.otherwise].compactMap(\.self))
            .contains { holdsSecret($0) }
    }
}

extension SchemaRules {
    /// Every schema that this one may apply to its own value.
    var sameValueSchemas: [ID] {
        var ids = object?.dependentSchemas.map(\.schema) ?? []
        guard let combination else { return ids }
        ids += combination.all + combination.any + combination.one
        ids += [
            combination.reference, combination.not, combination.condition, combination.then, combination.otherwise,
        ].compactMap(\.self)
        return ids
    }
}

/// Decodes `%XX` in the fragment of a URI (RFC 3986, section 2.1); nil when a `%` stands alone or makes no UTF-8.
private func percentDecoded(_ text: some StringProtocol) -> String? {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
            return nil
        }
        bytes.append(value)
        rest.removeFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
}
