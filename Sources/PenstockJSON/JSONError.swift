/// A complaint about JSON text, or about a path into it, in words for people.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong: a phrase without a place, such as "expected ',' or '}' after a member".
    package var message: String
    /// Where it is wrong, in bytes from the start of the text.
    package var offset: Int

    /// Makes a complaint about the byte at `offset`.
    package init(message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }

    /// The message with its place.
    package var description: String { "\(message) (at byte \(offset))" }
}
