/// A row of a file, as JSON on one line.
package struct Row: Sendable, Equatable {
    /// The line that it begins on, from 1.
    package var line: Int
    package var json: [UInt8]
}

/// What a reader has found next.
package enum RowStep: Sendable, Equatable {
    case row(Row)
    /// A row that cannot be taken; those behind it can.
    case refused(RowFault)
    /// More bytes are needed, or to be told that there are none.
    case needsBytes
    case end
}

/// Reads the rows of a file that comes piece by piece. Total: whatever the bytes are and however they are cut, there is
/// a row or a fault, and always the same.
package protocol RowReader {
    /// Takes the next bytes of the file.
    mutating func feed(_ bytes: some Collection<UInt8>)
    /// Says that there are no more.
    mutating func finish()
    /// - Throws: Where nothing behind can be read either.
    mutating func next() throws(RowFault) -> RowStep
}
