package import PenstockCore
package import PenstockSignatures

/// A request that arrived at a receiver, whole or with the beginning of its body.
package struct CaughtRequest: Sendable {
    /// Counts from 1.
    package var number: Int
    package var at: Timestamp
    package var method: String
    /// Path and query, as they were sent.
    package var target: String
    /// Headers and body.
    package var content: SignedRequest
    /// How many bytes the body had; more than there are where it was too large to keep.
    package var bodyLength: Int

    package init(
        number: Int,
        at: Timestamp,
        method: String,
        target: String,
        content: SignedRequest,
        bodyLength: Int
    ) {
        (self.number, self.at, self.method, self.target) = (number, at, method, target)
        (self.content, self.bodyLength) = (content, bodyLength)
    }

    package var isCut: Bool { bodyLength > content.body.count }

    /// The first value of a header.
    package func header(_ name: String) -> String? { content.values(of: name).first }
}
