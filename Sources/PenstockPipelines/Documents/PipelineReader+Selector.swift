internal import PenstockCore
internal import PenstockYAML

/// `on`, `subject` and `except`.
extension PipelineReader {
    mutating func selector(of node: YAMLNode) -> EventSelector {
        let types = node["on"].map { texts($0, "an event type, a list of them, or a glob such as course.*") } ?? []
        for (text, place) in types { check(type: text, at: place) }
        let item = "an item such as course/WS-101, a list of them, or a glob"
        document.subjects = patterns(node["subject"], item)
        document.exceptions = patterns(node["except"], item)
        return EventSelector(
            types: types.map(\.text),
            subjects: node["subject"].map { _ in document.subjects.map(\.text) },
            except: document.exceptions.map(\.text)
        )
    }

    private mutating func patterns(_ node: YAMLNode?, _ expected: String) -> [WrittenPattern] {
        guard let node else { return [] }
        return texts(node, expected).map { WrittenPattern(text: $0.text, position: $0.place) }
    }

    /// One text or a list of them, each with its place. What is no text is reported and left out.
    private mutating func texts(_ node: YAMLNode, _ expected: String) -> [(text: String, place: SourcePosition)] {
        if node.isNull { return [] }  // reported already
        guard let elements = node.sequence else {
            guard let text = text(node, expected: expected) else { return [] }
            return checked([(text, node.position)])
        }
        if elements.isEmpty { complaints.add(at: node.position, "this list is empty", expected: expected) }
        var texts: [(text: String, place: SourcePosition)] = []
        for element in elements {
            if let text = text(element, expected: expected) { texts.append((text, element.position)) }
        }
        return checked(texts)
    }

    private mutating func checked(
        _ texts: [(text: String, place: SourcePosition)]
    ) -> [(text: String, place: SourcePosition)] {
        for (text, place) in texts where text.isEmpty { complaints.add(at: place, "this text is empty") }
        return texts.filter { !$0.text.isEmpty }
    }

    private mutating func check(type text: String, at place: SourcePosition) {
        if text.contains(where: { $0.isWhitespace || $0 == "," }) {
            complaints.add(
                at: place,
                "an event type holds no spaces and no commas",
                expected: "a list for several types: [course.completed, ilt.completed]"
            )
            return
        }
        if ["yes", "no", "true", "false", "on", "off"].contains(text.lowercased()) {
            complaints.add(
                .warning,
                at: place,
                "'on' names event types, and '\(text)' is hardly one",
                expected: "a type such as course.completed; 'enabled' switches a pipeline on and off"
            )
            return
        }
        let pattern = Glob(text)
        guard !knownTypes.contains(where: { EventSelector.type($0, matches: pattern) }) else { return }
        // Penstock's own types are not open to a star.
        if let system = knownTypes.first(where: { $0.isSystemType && pattern.matches($0) }) {
            complaints.add(
                .warning,
                at: place,
                "'\(text)' matches no type: a star never matches a penstock. type, which must be named",
                expected: "\(system), or penstock.* for all of them"
            )
            return
        }
        // Types are open: a sender may well have types that the catalog does not know.
        complaints.add(
            .warning,
            at: place,
            pattern.isExact ? "the catalog has no event type '\(text)'" : "'\(text)' matches no type of the catalog",
            suggestion: pattern.isExact ? nearest(text, in: knownTypes) : nil
        )
    }
}
