internal import PenstockCore
package import PenstockSignatures

/// What a verifier found, for people.
package struct SignatureVerdictView: Sendable, Equatable {
    var diagnosis: SignatureDiagnosis
    /// What was noticed of the request beside it.
    var notes: [String]

    package init(_ diagnosis: SignatureDiagnosis, notes: [String] = []) {
        (self.diagnosis, self.notes) = (diagnosis, notes)
    }

    var view: View {
        [
            "badge": diagnosis.isValid ? .badge("valid", .good) : .badge("not valid", .bad),
            "valid": .flag(diagnosis.isValid), "form": .text(diagnosis.form),
            "age": View(diagnosis.age.map(Self.words)),
            "findings": .table(
                diagnosis.findings.map { finding in
                    [
                        "text": .text(finding.text.capitalizedSentence),
                        "advice": View(finding.advice?.capitalizedSentence),
                    ]
                }
            ),
            "notes": .table(notes.map { .text($0.capitalizedSentence) }),
        ]
    }

    private static func words(_ age: Duration) -> String {
        age < .zero ? "\((.zero - age).wording) ahead of when it arrived" : "\(age.wording) before it arrived"
    }
}
