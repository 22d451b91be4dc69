internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// The fields that a pipeline reads, against the catalog.
extension PipelineDraft {
    /// Complains of fields that no event has, once the plugins have said what they read.
    mutating func checkFields(_ catalog: Catalog) {
        guard let check = FieldCheck(catalog, document.selector) else { return }
        for (field, node) in document.eventFields {
            guard let finding = check.finding(field, isOptional: false, spelling: \.description) else { continue }
            complaints.add(
                finding.severity,
                at: node.position,
                finding.message,
                expected: finding.expected,
                suggestion: finding.suggestion?.description
            )
        }
        var body = BodyTrace()
        for index in stages.indices { stages[index].checkFields(check, &body) }
    }
}
