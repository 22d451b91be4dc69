internal import PenstockCore
internal import PenstockJSON

/// Takes what is secret out of texts for people.
struct Redaction {
    private let secrets: [String]

    /// Makes a redaction. Texts of fewer than four characters are not looked for: they would be found everywhere.
    init(_ secrets: [String]) {
        let long = Set(secrets.filter { $0.utf8.count >= 4 })
        // A plugin may quote a value as JSON. Longer ones first, because one secret may be part of another.
        let quoted = long.map { String(JSONValue.string($0).text.dropFirst().dropLast()) }
        self.secrets = long.union(quoted).sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    }

    func callAsFunction(_ text: String) -> String {
        secrets.reduce(text) { text, secret in
            text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: ResolvedText.mask)
        }
    }

    func callAsFunction(_ diagnostic: Diagnostic) -> Diagnostic {
        guard !secrets.isEmpty else { return diagnostic }
        var diagnostic = diagnostic
        diagnostic.message = self(diagnostic.message)
        diagnostic.expected = diagnostic.expected.map { self($0) }
        diagnostic.suggestion = diagnostic.suggestion.map { self($0) }
        diagnostic.sourceLine = diagnostic.sourceLine.map { self($0) }
        return diagnostic
    }
}
