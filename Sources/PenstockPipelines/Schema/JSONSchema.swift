package import PenstockJSON

/// A JSON Schema (draft 2020-12), compiled once and then quick to apply.
///
/// References lead only within the document. `unevaluatedProperties`, `unevaluatedItems` and `$dynamicRef` are refused
/// when the schema is compiled; other keywords that are unknown here mean nothing, as the specification has it.
package struct JSONSchema: Sendable {
    /// The schema as it was given.
    package let document: JSONValue
    let nodes: [SchemaNode]

    /// Compiles a schema.
    /// - Parameter formats: the values of `format` that are checked; all others only describe.
    /// - Throws: the first fault of the schema with its place.
    package init(_ document: JSONValue, checking formats: Set<SchemaFormat> = []) throws(SchemaError) {
        var compiler = SchemaCompiler(document: document, formats: formats)
        nodes = try compiler.compile()
        self.document = document
    }

    /// Whether a value satisfies the schema. Allocates nothing, save where a pattern is searched for.
    package func isValid(_ value: JSONValue) -> Bool {
        var evaluation = Evaluation<NoFindings>(nodes: nodes, findings: NoFindings())
        return evaluation.check(value, 0)
    }

    /// Everything in which a value contradicts the schema; empty when it satisfies it.
    /// - Parameter concealed: places whose values must not appear in messages, beside those that the schema marks with
    ///   `x-penstock-secret`.
    package func validate(_ value: JSONValue, concealing concealed: Set<JSONPointer> = []) -> [SchemaViolation] {
        if isValid(value) { return [] }
        var evaluation = Evaluation<CollectedFindings>(
            nodes: nodes,
            findings: CollectedFindings(concealed: concealed)
        )
        _ = evaluation.check(value, 0)
        let found = evaluation.findings.violations
        var told: [SchemaViolation] = []
        for violation in found where !told.contains(violation) && !isMisspelt(violation, in: found) {
            told.append(violation)
        }
        return told
    }

    /// Whether a key is missing because it is there under a misspelt name, which another violation tells.
    private func isMisspelt(_ violation: SchemaViolation, in all: [SchemaViolation]) -> Bool {
        guard violation.kind == .missingKey, let name = violation.wanted else { return false }
        return all.contains {
            $0.kind == .unknownKey && $0.suggestion == name && $0.pointer.parent == violation.pointer
        }
    }

    /// The first contradiction; nil when there is none.
    package func firstViolation(in value: JSONValue) -> SchemaViolation? { validate(value).first }
}
