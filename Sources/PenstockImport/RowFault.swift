/// What is wrong with a file of history, and where.
package struct RowFault: Error, Sendable, Equatable {
    /// The line that it begins on, from 1.
    package var line: Int
    /// What is wrong, and what to do, without a full stop.
    package var text: String

    package init(line: Int, _ text: String) {
        self.line = line
        self.text = text
    }
}

/// How much of a file is taken at once.
package enum RowBounds {
    /// More bytes than this no row has.
    package static let row = 256 << 10
    /// More bytes than this no cell has.
    package static let cell = 64 << 10
    /// More columns than this no table has.
    package static let columns = 1_000
}
