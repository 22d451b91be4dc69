internal import PenstockCore

/// What is wrong with one file, each complaint with the line it is about.
struct Complaints {
    private let file: String
    private let lines: SourceLines
    private(set) var diagnostics: [Diagnostic] = []

    init(_ lines: SourceLines, file: String) {
        self.lines = lines
        self.file = file
    }

    /// None yet, about the same file.
    init(_ other: Complaints) { self.init(other.lines, file: other.file) }

    mutating func add(
        _ severity: Diagnostic.Severity = .error,
        at position: SourcePosition,
        _ message: String,
        expected: String? = nil,
        suggestion: String? = nil,
        sourceLine: String? = nil
    ) {
        guard hasRoom() else { return }
        diagnostics.append(
            Diagnostic(
                severity,
                at: position,
                message,
                expected: expected,
                suggestion: suggestion,
                sourceLine: sourceLine ?? (position.file == file ? lines[position.line] : nil)
            )
        )
    }

    /// Takes over complaints that were made elsewhere.
    mutating func add(_ others: [Diagnostic]) { diagnostics += others }

    /// Whether one more may be added; ends the list when it is full.
    private mutating func hasRoom() -> Bool {
        if diagnostics.count < Diagnostic.mostPerFile { return true }
        let end = Diagnostic.tooMany(in: file)
        if diagnostics.last != end { diagnostics.append(end) }
        return false
    }

    /// A line of the file, counted from 1.
    func line(_ number: Int) -> String? { lines[number] }
}
