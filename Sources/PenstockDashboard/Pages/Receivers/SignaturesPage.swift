/// How a receiver verifies what Penstock sends, in words and in code; and a form that says why a signature fails.
package struct SignaturesPage: Page {
    /// Ready code in one language.
    package struct Code: Sendable, Equatable {
        /// Its name on the command line.
        package var name: String
        package var language: String
        package var file: String
        package var needs: String
        package var text: String

        package init(name: String, language: String, file: String, needs: String, text: String) {
            (self.name, self.language, self.file, self.needs, self.text) = (name, language, file, needs, text)
        }
    }

    package static let template = "signatures"
    package var title: String { "Signatures" }

    package var codes: [Code]
    package var draft: SignatureDraft
    /// Why nothing was verified.
    package var complaint: String?
    package var verdict: SignatureVerdictView?

    package init(
        codes: [Code],
        draft: SignatureDraft = SignatureDraft(),
        complaint: String? = nil,
        verdict: SignatureVerdictView? = nil
    ) {
        (self.codes, self.draft, self.complaint, self.verdict) = (codes, draft, complaint, verdict)
    }

    package func view(_ context: PageContext) -> View {
        [
            "codes": .list(codes.map(Self.code)), "complaint": View(complaint), "verdict": verdict?.view ?? .nothing,
            "request": .text(draft.request), "at": .text(draft.at), "forms": draft.forms,
        ]
    }

    private static func code(_ code: Code) -> View {
        [
            "name": .text(code.name), "language": .text(code.language), "file": .text(code.file),
            "needs": .text(code.needs), "text": .text(code.text),
        ]
    }
}
