internal import PenstockSignatures

/// What stands in the form of the verifier. The secret is no part of it: it is never shown again.
package struct SignatureDraft: Sendable, Equatable {
    package var request = ""
    /// The form's name; empty where the headers tell.
    package var form = ""
    /// When the request arrived; empty for now.
    package var at = ""

    package init(request: String = "", form: String = "", at: String = "") {
        (self.request, self.form, self.at) = (request, form, at)
    }

    /// The choice of forms.
    var forms: View {
        let names = [""] + SignatureForm.named.map(\.name)
        return .list(
            names.map { name in
                [
                    "value": .text(name), "text": .text(name.isEmpty ? "told by its headers" : name),
                    "selected": .flag(name == form),
                ]
            }
        )
    }
}
