/// A failure of the event store.
package struct StoreError: Error, Sendable, CustomStringConvertible {
    package struct Code: Hashable, Sendable {
        private enum Kind { case busy, full, corrupt, notFound, conflict, unavailable, locked }
        private let kind: Kind
        private init(_ kind: Kind) { self.kind = kind }
        /// Another connection holds the lock; the operation is safe to repeat.
        package static let busy = Code(.busy)
        /// The disk is full; nothing of the transaction was written.
        package static let full = Code(.full)
        /// The file is damaged or is no store.
        package static let corrupt = Code(.corrupt)
        /// What was named does not exist.
        package static let notFound = Code(.notFound)
        /// The operation does not fit the state of what it names.
        package static let conflict = Code(.conflict)
        /// Reading or writing failed; the process must not go on with this store.
        package static let unavailable = Code(.unavailable)
        /// Another process serves this store.
        package static let locked = Code(.locked)
    }

    package var code: Code
    /// For people: what failed and what to do.
    package var message: String
    /// The engine's own code, such as SQLite's extended result code.
    package var underlying: Int32?

    package init(_ code: Code, _ message: String, underlying: Int32? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    package var description: String { message }
}
