/// How two texts differ, line by line, for people.
package struct LineDifference: Sendable {
    /// The changes and what stands around them; `…` for what is left out.
    package let lines: [MarkedLine]
    /// Whether hardly a line is in both.
    package let isReplacement: Bool

    /// How many lines around a change are shown.
    private static let context = 2

    package init(expected: String, found: String) {
        let expected = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let all = MarkedLine.all(from: expected, to: found.split(separator: "\n", omittingEmptySubsequences: false))
        lines = Self.nearChanges(all)
        isReplacement = all.count { $0.mark == " " } * 4 < expected.count
    }

    private static func nearChanges(_ all: [MarkedLine]) -> [MarkedLine] {
        let changed = all.indices.filter { all[$0].mark != " " }
        let gap = MarkedLine(mark: " ", text: "…")
        var shown: [MarkedLine] = []
        var isGap = false
        for index in all.indices {
            if changed.contains(where: { abs($0 - index) <= context }) {
                if isGap { shown.append(gap) }
                isGap = false
                shown.append(all[index])
            } else {
                isGap = true
            }
        }
        if isGap, !shown.isEmpty { shown.append(gap) }
        return shown
    }
}
