/// Reads NDJSON: a JSON value on each line. What stands on a line is not looked into; the server does that.
package struct LineReader: RowReader {
    private var window = ByteWindow()
    private var line = 1
    /// Whether the line is too long, and its rest is left out.
    private var isSkipping = false

    package init() {}

    package mutating func feed(_ bytes: some Collection<UInt8>) { window.feed(bytes) }
    package mutating func finish() { window.finish() }

    package mutating func next() throws(RowFault) -> RowStep {
        guard try window.isBegun() else { return .needsBytes }
        while true {
            guard let end = window.firstLineEnd else {
                guard window.isFinished else { return shorten() }
                let step = window.isEmpty ? nil : take(window.count, and: 0)
                return step ?? .end
            }
            if let step = take(end, and: 1) { return step }
        }
    }

    /// Takes a line, of which nothing is left where it is blank.
    private mutating func take(_ count: Int, and ending: Int) -> RowStep? {
        let bytes = window.take(count)
        window.drop(ending)
        defer { line += 1 }
        if isSkipping {
            isSkipping = false
            return nil
        }
        guard bytes.count <= RowBounds.row else { return .refused(tooLong) }
        let json = bytes.last == 0x0D ? bytes.dropLast() : bytes[...]
        guard !json.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { return nil }
        // A carriage return within is blank to JSON, and the end of a line to nobody.
        return .row(Row(line: line, json: Array(json)))
    }

    /// What is longer than a row may be is refused before its end is known, so that memory stays bounded.
    private mutating func shorten() -> RowStep {
        guard isSkipping || window.count > RowBounds.row else { return .needsBytes }
        window.drop(window.count)
        defer { isSkipping = true }
        return isSkipping ? .needsBytes : .refused(tooLong)
    }

    private var tooLong: RowFault {
        RowFault(line: line, "the line has more than \(RowBounds.row >> 10) KiB; a row is one JSON value on a line")
    }
}
