internal import PenstockCore

/// Selectors that can match nothing.
extension PipelineDraft {
    /// Complains of a pipeline that no event can be for, and of patterns that no event has.
    mutating func checkMatching(_ catalog: Catalog) {
        checkExceptions()
        guard let types = catalog.types(for: document.selector) else { return }
        // What a type's subjects look like is known only where the catalog says it.
        let templates = types.compactMap(\.subject)
        guard templates.count == types.count else { return }
        for pattern in document.subjects { checkSubject(pattern, templates, "no event here has such a subject") }
        for pattern in document.exceptions { checkSubject(pattern, templates, "this excepts no event") }
    }

    private mutating func checkExceptions() {
        let exceptions = document.selector.except
        guard !exceptions.isEmpty else { return }
        guard let subjects = document.selector.subjects, let first = document.subjects.first else {
            guard exceptions.contains(where: { $0.covers(Glob("*")) }), let place = document.exceptions.first else {
                return
            }
            complaints.add(
                .warning,
                at: place.position,
                "every item is excepted, so no event that has one is for this pipeline"
            )
            return
        }
        guard !subjects.isEmpty, subjects.allSatisfy({ subject in exceptions.contains { $0.covers(subject) } }) else {
            return
        }
        complaints.add(
            .warning,
            at: first.position,
            "what 'subject' chooses, 'except' takes out again, so no event is for this pipeline"
        )
    }

    private mutating func checkSubject(_ pattern: WrittenPattern, _ templates: [SubjectTemplate], _ message: String) {
        let glob = Glob(pattern.text)
        guard !templates.contains(where: { $0.canMake(glob) }) else { return }
        let forms = templates.map(\.description).distinct
        complaints.add(
            .warning,
            at: pattern.position,
            message,
            expected: "a subject such as \(orList(forms.prefix(3).map { "'\($0)'" }))",
            suggestion: forms.count == 1 ? templates.first?.form(for: pattern.text) : nil
        )
    }
}

extension Glob {
    /// Whether it matches all that another pattern matches. A no may be wrong where stars stand for parts of each other.
    func covers(_ other: Glob) -> Bool {
        // The star of the other is a character that only a star matches.
        matches(other.text)
    }
}

extension SubjectTemplate {
    /// Whether a subject that this makes can match a pattern, as far as the text around its fields tells.
    func canMake(_ pattern: Glob) -> Bool {
        let (start, end) = (pattern.literalStart, pattern.literalEnd)
        let (head, tail) = (literalStart, literalEnd)
        guard !pattern.isExact else {
            return pattern.text.utf8.count > head.utf8.count + tail.utf8.count && pattern.text.hasPrefix(head)
                && pattern.text.hasSuffix(tail)
        }
        return (start.hasPrefix(head) || head.hasPrefix(start)) && (end.hasSuffix(tail) || tail.hasSuffix(end))
    }

    /// A pattern in this template's form that says what another probably meant: `course/WS-101` for `WS-101` and for
    /// `courses/WS-101`.
    func form(for text: String) -> String? {
        guard literalStart.hasSuffix("/"), literalEnd.isEmpty else { return nil }
        let name = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).last ?? ""
        return name.isEmpty ? nil : literalStart + name
    }
}
