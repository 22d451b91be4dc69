internal import PenstockCore

/// Takes what is secret out of complaints.
struct Redaction {
    private let mask: SecretMask

    init(_ secrets: [String]) { mask = SecretMask(secrets) }

    func callAsFunction(_ text: String) -> String { mask(text) }

    func callAsFunction(_ diagnostic: Diagnostic) -> Diagnostic {
        guard !mask.isEmpty else { return diagnostic }
        var diagnostic = diagnostic
        diagnostic.message = self(diagnostic.message)
        diagnostic.expected = diagnostic.expected.map { self($0) }
        diagnostic.suggestion = diagnostic.suggestion.map { self($0) }
        diagnostic.sourceLine = diagnostic.sourceLine.map { self($0) }
        return diagnostic
    }
}
