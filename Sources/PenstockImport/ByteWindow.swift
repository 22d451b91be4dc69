/// The part of a file that is being looked at.
struct ByteWindow {
    private var bytes: [UInt8] = []
    /// Where what was not taken begins.
    private var start = 0
    private(set) var isFinished = false
    /// Whether the file's beginning was looked at.
    private var hasBegun = false
    /// Up to where there is no line end.
    private var searched = 0

    mutating func feed(_ more: some Collection<UInt8>) {
        // What was taken goes when it is most of what is kept, so that a byte is moved a bounded number of times.
        if start > bytes.count / 2 {
            bytes.removeFirst(start)
            searched = max(searched - start, 0)
            start = 0
        }
        bytes.append(contentsOf: more)
    }

    mutating func finish() { isFinished = true }

    var count: Int { bytes.count - start }
    var isEmpty: Bool { count == 0 }

    /// A byte that was not taken, by its place behind what was.
    subscript(index: Int) -> UInt8 { bytes[start + index] }

    func slice(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[start + range.lowerBound..<start + range.upperBound] }

    mutating func take(_ count: Int) -> [UInt8] {
        let taken = Array(bytes[start..<start + count])
        drop(count)
        return taken
    }

    mutating func drop(_ count: Int) { start += count }

    /// Where the first line ends; nil where its end has not come.
    var firstLineEnd: Int? {
        mutating get {
            let from = max(searched, start)
            guard let end = bytes[from...].firstIndex(of: 0x0A) else {
                searched = bytes.count
                return nil
            }
            searched = end
            return end - start
        }
    }

    /// Takes the byte order mark of UTF-8 away; false until enough has come to know whether there is one.
    /// - Throws: Where the file is not UTF-8 by its first bytes.
    mutating func isBegun() throws(RowFault) -> Bool {
        guard !hasBegun else { return true }
        guard count >= 3 || isFinished else { return false }
        hasBegun = true
        let first = Array(bytes[start..<min(start + 3, bytes.count)])
        if first == [0xEF, 0xBB, 0xBF] { drop(3) }
        if first.starts(with: [0xFE, 0xFF]) || first.starts(with: [0xFF, 0xFE]) {
            throw RowFault(line: 1, "the file is UTF-16, and only UTF-8 is read: iconv -f UTF-16 -t UTF-8 FILE")
        }
        return true
    }
}
