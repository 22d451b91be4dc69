package import PenstockJSON

/// A fault in a schema itself: a keyword with a value it cannot have, or a reference that leads nowhere.
package struct SchemaError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The place in the schema document.
    package var pointer: JSONPointer
    /// What is wrong there, in words for people.
    package var message: String

    /// Makes a complaint about a place in a schema.
    package init(pointer: JSONPointer, message: String) {
        self.pointer = pointer
        self.message = message
    }

    /// The place and the message.
    package var description: String { pointer == .root ? message : "\(pointer): \(message)" }
}
