internal import PenstockCore
package import PenstockJSON

extension SignatureDiagnosis {
    /// What was found, for programs.
    /// - Parameter notes: what was noticed of the request beside it.
    package func json(notes: [String] = []) -> JSONValue {
        let findings = findings.map { finding in
            JSONValue.known([
                "code": .string(finding.code), "text": .string(finding.text),
                "advice": finding.advice.map(JSONValue.string) ?? .null,
            ])
        }
        return .known([
            "valid": .bool(isValid), "form": .string(form),
            "age_seconds": age.map { .number(JSONNumber($0.microseconds / 1_000_000)) } ?? .null,
            "findings": .array(findings),
            "notes": notes.isEmpty ? .null : .array(notes.map(JSONValue.string)),
        ])
    }

    /// What was found in one line, for people.
    package var summary: String {
        guard !isValid else {
            let age = age.map { ", signed \(Self.words($0))" } ?? ""
            return "valid (\(form)\(age))"
        }
        return "not valid: " + findings.map(\.text).joined(separator: ", and ")
    }

    private static func words(_ age: Duration) -> String {
        age < .zero ? "\(SignatureFault.words(.zero - age)) ahead" : "\(SignatureFault.words(age)) ago"
    }
}
