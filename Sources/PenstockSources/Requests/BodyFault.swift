/// Why the body of a request cannot be read.
package struct BodyFault: Error, Sendable, Equatable {
    package enum Kind: Sendable {
        /// Its content type is none that a source reads.
        case unsupported
        /// It is not what its content type says.
        case unreadable
    }

    package var kind: Kind
    /// What is wrong, without a full stop.
    package var text: String

    init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}
