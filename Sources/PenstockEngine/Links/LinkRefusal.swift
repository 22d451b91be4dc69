/// Why a link is not tested at all.
package struct LinkRefusal: Error, Sendable, Equatable {
    package enum Kind: Sendable {
        /// What was given cannot be sent.
        case invalid
        case unknownPipeline
        /// The pipeline, or this host, has nothing to send it with.
        case unusable
        /// As many are tested as may be at once.
        case tooMany
        case stopping
    }

    package var kind: Kind
    /// One sentence for people, without a capital and without a full stop.
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        (self.kind, self.message) = (kind, message)
    }
}
