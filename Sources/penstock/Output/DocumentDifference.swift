internal import PenstockCore

/// The difference of two texts by lines, in the unified form that `diff -u` and `patch` know.
struct DocumentDifference {
    private static let context = 3

    private let names: (old: String, new: String)
    private let lines: [MarkedLine]

    init(from old: String, _ oldName: String, to new: String, _ newName: String) {
        names = (oldName, newName)
        lines = MarkedLine.all(from: Self.lines(old), to: Self.lines(new))
    }

    private static func lines(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// Nothing where the texts are the same.
    func rendered(for terminal: Terminal) -> String {
        let hunks = hunks
        guard !hunks.isEmpty else { return "" }
        return "--- \(names.old)\n+++ \(names.new)\n" + hunks.map { text(of: $0, terminal) }.joined()
    }

    /// Changed lines with some around them; those that touch are one.
    private var hunks: [Range<Int>] {
        var hunks: [Range<Int>] = []
        for index in lines.indices where lines[index].mark != " " {
            let start = max(index - Self.context, 0)
            let end = min(index + Self.context + 1, lines.count)
            if let last = hunks.last, last.upperBound >= start {
                hunks[hunks.count - 1] = last.lowerBound..<end
            } else {
                hunks.append(start..<end)
            }
        }
        return hunks
    }

    private func text(of hunk: Range<Int>, _ terminal: Terminal) -> String {
        /// Where a side begins, and how many lines it has; a side without lines is at the line before.
        func span(without other: Character) -> String {
            let before = lines[..<hunk.lowerBound].count { $0.mark != other }
            let count = lines[hunk].count { $0.mark != other }
            return "\(count == 0 ? before : before + 1),\(count)"
        }
        let head = "@@ -\(span(without: "+")) +\(span(without: "-")) @@\n"
        return head
            + lines[hunk].map { line in
                terminal.styled("\(line.mark)\(line.text)", line.style(same: nil)) + "\n"
            }.joined()
    }
}
