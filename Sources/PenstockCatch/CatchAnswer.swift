/// What a receiver does with a request.
package struct CatchAnswer: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case status(Int)
        /// The connection is reset, with no answer.
        case reset
    }

    package var kind: Kind
    package var headers: [Header]
    package var body: String
    /// How long it waits before that.
    package var delay: Duration

    package struct Header: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(name: String, value: String) { (self.name, self.value) = (name, value) }
    }

    package init(kind: Kind, headers: [Header] = [], body: String = "", delay: Duration = .zero) {
        (self.kind, self.headers, self.body, self.delay) = (kind, headers, body, delay)
    }

    /// Whether the sender was told that all is well.
    package var isGood: Bool { if case .status(let status) = kind { (200..<300).contains(status) } else { false } }
}
