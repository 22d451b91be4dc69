internal import PenstockJSON

/// What is known of a message's body on its way through the stages.
struct BodyTrace {
    /// Whether it still is the event, save for what was added.
    private(set) var isEvent = true
    /// Places at which something was added that the catalog does not know.
    private var added: [JSONPointer] = []

    /// A transform has written the body anew.
    mutating func replace() { isEvent = false }

    /// A transform has added something, and kept the rest.
    mutating func add(at pointer: JSONPointer) { added.append(pointer) }

    /// Whether a field is still the event's own.
    func isEvents(_ field: JSONPointer) -> Bool {
        isEvent && !added.contains { field.tokens.starts(with: $0.tokens) }
    }
}
