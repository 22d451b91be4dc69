internal import PenstockCore
internal import PenstockJSON
internal import PenstockPlugins

/// The fields that a stage reads, against the catalog.
extension StageBuilder {
    /// Complains of fields that no event has.
    /// - Parameter body: What the body is before this stage, and then after it.
    mutating func checkFields(_ check: FieldCheck, _ body: inout BodyTrace) {
        guard let draft else {
            // What it would have made of the body, nobody knows.
            if document.kind == .transform { body.replace() }
            return
        }
        for read in draft.stage.reads where read.ofEvent || body.isEvents(read.pointerOfField) {
            report(read, check, draft)
        }
        guard document.kind == .transform else { return }
        guard let schema = try? context.schemas.schema(of: draft.stage.type) else { return body.replace() }
        // The place may be left to the stage's default.
        let value = schema.fillingDefaults(draft.resolved.value)
        let places = marked("x-penstock-adds", in: value, by: schema)
        if places.isEmpty { body.replace() }
        for place in places {
            guard let pointer = value[place]?.stringValue.flatMap({ try? JSONPointer($0) }) else {
                return body.replace()
            }
            body.add(at: pointer)
        }
    }

    private mutating func report(_ read: FieldRead, _ check: FieldCheck, _ draft: StageDraft) {
        let pointer = (try? JSONPointer(read.pointer)) ?? .root
        let lead = read.offset.flatMap { draft.resolved.value[pointer]?.stringValue?.utf8.dropFirst($0).first }
        /// As the place spells it: a pointer, a path of jq, or a name of a template.
        func spelling(_ field: JSONPointer) -> String {
            guard read.offset != nil else { return field.description }
            let names = field.tokens.joined(separator: ".")
            switch lead {
            case UInt8(ascii: "."): return "." + names
            case UInt8(ascii: "$"): return "$event." + names
            default: return (read.ofEvent ? "event." : "") + names
            }
        }
        guard
            let finding = check.finding(read.pointerOfField, isOptional: read.isOptional, spelling: spelling)
        else { return }
        let (position, line) = place(ofByte: read.offset, pointer, draft.resolved, draft.written, draft.files)
        add(
            finding.severity,
            at: position,
            finding.message,
            expected: finding.expected,
            suggestion: finding.suggestion.map(spelling),
            sourceLine: line,
            for: pointer,
            draft.written
        )
    }
}

extension FieldRead {
    /// The field as a pointer; the whole where it is none.
    fileprivate var pointerOfField: JSONPointer { (try? JSONPointer(field)) ?? .root }
}
