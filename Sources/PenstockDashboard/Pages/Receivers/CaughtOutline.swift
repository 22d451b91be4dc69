package import PenstockCore

/// A request that arrived at an inbox, as its page shows it.
package struct CaughtOutline: Sendable {
    package var id: Int
    /// The inbox's name.
    package var inbox: String
    package var at: Timestamp
    package var method: String
    /// Path and query, as they were sent.
    package var target: String
    package var headers: [(name: String, value: String)]
    /// What is kept of the body.
    package var body: [UInt8]
    /// How many bytes the body had.
    package var bodyLength: Int
    /// How it was answered, in words.
    package var answer: String
    /// The text that a signature is verified of; nil where the body is no text or was cut.
    package var text: String?

    package init(
        id: Int,
        inbox: String,
        at: Timestamp,
        method: String,
        target: String,
        headers: [(name: String, value: String)],
        body: [UInt8],
        bodyLength: Int,
        answer: String,
        text: String?
    ) {
        (self.id, self.inbox, self.at, self.method, self.target) = (id, inbox, at, method, target)
        (self.headers, self.body, self.bodyLength) = (headers, body, bodyLength)
        (self.answer, self.text) = (answer, text)
    }

    func value(of header: String) -> String? { headers.first { $0.name.lowercased() == header }?.value }
}
