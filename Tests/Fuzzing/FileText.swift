import PenstockCore

/// The text of a file, to look whether complaints point into it.
struct FileText {
    private let lines: SourceLines
    private let size: Int
    static let name = "x.yaml"

    init(_ bytes: [UInt8]) {
        lines = SourceLines(bytes)
        size = bytes.count
    }

    /// A place within the file, one column behind its line at most, or the file as a whole.
    func check(_ position: SourcePosition, _ what: @autoclosure () -> String) {
        if position.line == 0 { return }
        let width = lines[position.line]?.unicodeScalars.count ?? size
        require(
            (1...lines.count).contains(position.line) && (1...width + 1).contains(position.column),
            "\(what()) is at \(position), outside of the file"
        )
    }

    /// Complaints that can be shown, and that say something.
    func check(_ problems: [Diagnostic]) {
        for problem in problems where problem.position.file == Self.name {
            check(problem.position, problem.message)
            require(!problem.message.isEmpty && !problem.rendered().isEmpty, "a complaint says nothing")
        }
    }
}
