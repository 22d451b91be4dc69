/// A field that a template reads, whatever the data.
package struct TemplateField: Sendable, Equatable {
    /// JSON Pointer into the body, or into the event for `{{event.…}}`.
    package var pointer: String
    package var ofEvent: Bool
    /// Bytes from the start of the template to the name, where it stands first.
    package var offset: Int
    /// Whether it may be missing: every time it is a section, or within one about it.
    package var isOptional: Bool

    /// The fields of a template's tags, in the order in which they stand first.
    static func fields(of tags: [Tag]) -> [TemplateField] {
        var fields: [TemplateField] = []
        /// The sections around a tag, from the outermost.
        var around: [Tag] = []
        for tag in tags {
            around.removeLast(max(around.count - tag.depth, 0))
            let isWithin = around.contains { !$0.path.isEmpty && tag.path.starts(with: $0.path) }
            if tag.kind == .section { around.append(tag) }
            guard let pointer = tag.pointer else { continue }
            let isOptional = tag.kind == .section || isWithin
            let ofEvent = tag.path.first == "event"
            if let known = fields.firstIndex(where: { $0.pointer == pointer && $0.ofEvent == ofEvent }) {
                fields[known].isOptional = fields[known].isOptional && isOptional
            } else {
                fields.append(
                    TemplateField(
                        pointer: pointer,
                        ofEvent: ofEvent,
                        offset: tag.nameOffset,
                        isOptional: isOptional
                    )
                )
            }
        }
        return fields
    }
}
