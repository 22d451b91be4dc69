/// A field that a place in a configuration reads.
package struct FieldRead: Sendable, Equatable {
    /// JSON Pointer to the place in the configuration.
    package var pointer: String
    /// Bytes into the text there, or into the file that it names, where the field's name stands; nil for the whole.
    package var offset: Int?
    /// JSON Pointer to the field, into the body or the event.
    package var field: String
    /// Whether it is the event's, whatever became of the body.
    package var ofEvent: Bool
    /// Whether the stage knows what to do where it is missing.
    package var isOptional: Bool

    package init(
        pointer: String,
        offset: Int? = nil,
        field: String,
        ofEvent: Bool = false,
        isOptional: Bool = false
    ) {
        self.pointer = pointer
        self.offset = offset
        self.field = field
        self.ofEvent = ofEvent
        self.isOptional = isOptional
    }
}
