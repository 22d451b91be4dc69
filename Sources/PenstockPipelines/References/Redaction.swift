internal import PenstockCore

/// Takes what is secret out of complaints.
struct Redaction {
    private let mask: SecretMask

    init(_ secrets: [String]) { mask = SecretMask(secrets) }

    func callAsFunction(_ diagnostic: Diagnostic) -> Diagnostic {
        guard !mask.isEmpty else { return diagnostic }
        var diagnostic = diagnostic
        diagnostic.message = mask(diagnostic.message)
        diagnostic.expected = diagnostic.expected.map { mask($0) }
        diagnostic.suggestion = diagnostic.suggestion.map { mask($0) }
        diagnostic.sourceLine = diagnostic.sourceLine.map { mask($0) }
        return diagnostic
    }
}
