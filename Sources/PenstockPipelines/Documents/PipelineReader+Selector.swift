internal import PenstockCore
internal import PenstockYAML

/// `on`, `subject` and `except`.
extension PipelineReader {
    mutating func selector(of node: YAMLNode) -> EventSelector {
        let types = node["on"].map { texts($0, "an event type, a list of them, or a glob such as course.*") } ?? []
        for (text, place) in types { check(type: text, at: place) }
        let item = "an item such as course/WS-101, a list of them, or a glob"
        return EventSelector(
            types: types.map(\.text),
            subjects: node["subject"].map { texts($0, item).map(\.text) },
            except: node["except"].map { texts($0, item).map(\.text) } ?? []
        )
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
        let pattern = Glob(text)
        guard !knownTypes.contains(where: { EventSelector.type($0, matches: pattern) }) else { return }
        // Types are open: a sender may well have types that the catalog does not know.
        complaints.add(
            .warning,
            at: place,
            pattern.isExact ? "the catalog has no event type '\(text)'" : "'\(text)' matches no type of the catalog",
            suggestion: pattern.isExact ? nearest(text, in: knownTypes) : nil
        )
    }
}
