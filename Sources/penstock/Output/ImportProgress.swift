/// How far an import is, on a terminal: a bar where the size of all files is known, else the rows alone.
struct ImportProgress {
    private let bar: ProgressBar
    private let line: ProgressLine
    /// In bytes; nil where nobody knows.
    private let size: Int?

    init(_ terminal: Terminal, sizes: [Int?]) {
        bar = ProgressBar(terminal)
        line = ProgressLine(terminal)
        let known = sizes.compactMap(\.self)
        size = known.count == sizes.count ? known.reduce(0, +) : nil
    }

    func show(rows: Int, bytes: Int, seconds: Double) {
        let rate = seconds > 0 ? Double(rows) / seconds : 0
        guard let size else { return line.show("\(counted(rows, "row"))  \(Int(rate.rounded()))/s") }
        bar.show(done: rows, of: nil, share: Double(bytes) / Double(max(size, 1)), perSecond: rate)
    }

    func clear() { bar.clear() }
}
