internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// What readers of parts of a document have in common: each value that is not as it should be is complained of.
protocol TreeReader {
    var complaints: Complaints { get set }
}

extension TreeReader {
    mutating func wrong(_ node: YAMLNode, _ expected: String) {
        complaints.add(
            at: node.position,
            "expected \(expected), found \(PipelineReader.found(node))",
            expected: expected
        )
    }

    /// The members of a mapping by name; what is not known is reported.
    mutating func members(
        of node: YAMLNode,
        _ keys: [String],
        what: String,
        form: String
    ) -> [String: YAMLNode]? {
        guard let members = node.mapping else {
            wrong(node, "a mapping such as \(form)")
            return nil
        }
        var found: [String: YAMLNode] = [:]
        for (key, value) in members {
            let name = key.scalar?.text ?? ""
            if keys.contains(name) {
                found[name] = value
            } else {
                let near = nearest(name, in: keys)
                complaints.add(
                    at: key.position,
                    "\(what) has no key '\(name)'",
                    expected: near == nil ? "one of \(keys.joined(separator: ", "))" : nil,
                    suggestion: near
                )
            }
        }
        return found
    }

    /// The text of any scalar but null.
    mutating func text(_ node: YAMLNode, _ expected: String = "text") -> String? {
        guard let scalar = node.scalar, !node.isNull else {
            wrong(node, expected)
            return nil
        }
        return scalar.text
    }

    /// One of a few words.
    mutating func word<Word: RawRepresentable & CaseIterable>(_ node: YAMLNode, _ type: Word.Type) -> Word?
    where Word.RawValue == String {
        let words = Word.allCases.map(\.rawValue)
        guard let text = text(node, choice(words)) else { return nil }
        if let word = Word(rawValue: text) { return word }
        complaints.add(
            at: node.position,
            "expected \(choice(words)), found '\(text.shortened)'",
            expected: choice(words),
            suggestion: nearest(text, in: words)
        )
        return nil
    }

    mutating func truth(_ node: YAMLNode) -> Bool? {
        if case .bool(let truth) = node.scalar?.value { return truth }
        wrong(node, "true or false")
        return nil
    }

    mutating func duration(_ node: YAMLNode, such example: String) -> Duration? {
        if let duration = node.stringValue.flatMap({ Duration(text: $0) }), duration > .zero { return duration }
        wrong(node, "a duration above zero, such as \(example)")
        return nil
    }

    mutating func pointer(_ node: YAMLNode, such example: String = "/data/score") -> JSONPointer? {
        guard let text = text(node, "a pointer such as \(example)") else { return nil }
        do throws(JSONError) {
            return try JSONPointer(text)
        } catch {
            complaints.add(at: node.position, error.message, suggestion: pointerProbablyMeant(by: text))
            return nil
        }
    }

    mutating func time(_ node: YAMLNode) -> Timestamp? {
        let expected = "a time such as 2026-03-04T10:00:00Z"
        guard let text = text(node, expected) else { return nil }
        guard let time = Timestamp(text) else {
            wrong(node, expected)
            return nil
        }
        return time
    }

    /// A whole number.
    mutating func number(_ node: YAMLNode, in range: ClosedRange<Int>, expected: String? = nil) -> Int? {
        if case .number(let number) = node.scalar?.value, let value = number.int64.map({ Int($0) }),
            range.contains(value)
        {
            return value
        }
        wrong(node, expected ?? "a whole number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    /// A mapping of texts.
    mutating func texts(_ node: YAMLNode, such example: String) -> [String: String] {
        guard let members = node.mapping else {
            wrong(node, "a mapping such as \(example)")
            return [:]
        }
        var texts: [String: String] = [:]
        for (key, value) in members { texts[key.scalar?.text ?? ""] = text(value) }
        return texts
    }
}
