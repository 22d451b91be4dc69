import PenstockJSON
import PenstockPlugins

/// Stage types that say which fields they read.
extension StageDoubles {
    static let reading = StageDoubles(types: [.probe, .enrich, .rewrite, .send])
}

extension StageDouble {
    /// A filter that reads one field of the body, or of the event.
    fileprivate static let probe = StageDouble(
        kind: .filter,
        id: "probe",
        schema: #"{"type": "object", "properties": {"pointer": {"type": "string"}, "event": {"type": "string"}}}"#,
        reads: { value in
            ["pointer", "event"].compactMap { key in
                guard let field = value[key]?.stringValue else { return nil }
                return FieldRead(
                    pointer: "/\(key)",
                    field: field,
                    ofEvent: key == "event",
                    isOptional: value["exists"] != nil
                )
            }
        }
    )

    /// A transform that adds something.
    fileprivate static let enrich = StageDouble(
        kind: .transform,
        id: "enrich",
        schema: #"""
            {"type": "object",
             "properties": {"into": {"type": "string", "x-penstock-adds": true, "default": "/data/known"}}}
            """#
    )

    /// A transform that makes another body.
    fileprivate static let rewrite = StageDouble(kind: .transform, id: "rewrite", schema: "{}")

    /// A transport whose texts are templates.
    fileprivate static let send = StageDouble(
        kind: .transport,
        id: "send",
        schema: #"{"type": "object", "properties": {"text": {}, "file": {"type": "string", "x-penstock-file": true}}}"#,
        reads: { value in
            ["text", "file"].flatMap { key -> [FieldRead] in
                guard let text = value[key]?.stringValue else { return [] }
                // The file that the test writes begins so too.
                let template = key == "file" ? "One\n{{data.scor}}" : text
                return template.split(separator: "{{", omittingEmptySubsequences: false).dropFirst().map { tag in
                    let offset = template.utf8.distance(from: template.startIndex, to: tag.startIndex)
                    let path = tag.prefix { $0 != "}" }.split(separator: ".").map(String.init)
                    let ofEvent = path.first == "event"
                    return FieldRead(
                        pointer: "/\(key)",
                        offset: offset,
                        field: JSONPointer(tokens: Array(path.dropFirst(ofEvent ? 1 : 0))).description,
                        ofEvent: ofEvent
                    )
                }
            }
        }
    )
}
