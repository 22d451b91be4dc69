/// How two texts differ, line by line, for people.
struct LineDifference {
    /// Lines with a mark in front: `-` for what was expected, `+` for what was found, a space for both.
    let lines: [(mark: Character, text: String)]
    /// Whether hardly a line is in both.
    let isReplacement: Bool

    /// How many lines around a change are shown.
    private static let context = 2

    init(expected: String, found: String) {
        let expected = expected.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let found = found.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var all: [(mark: Character, text: String)] = []
        let changes = found.difference(from: expected)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in changes {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var (old, new) = (0, 0)
        while old < expected.count || new < found.count {
            if removed.contains(old), old < expected.count {
                all.append(("-", expected[old]))
                old += 1
            } else if inserted.contains(new), new < found.count {
                all.append(("+", found[new]))
                new += 1
            } else {
                all.append((" ", new < found.count ? found[new] : expected[old]))
                old += 1
                new += 1
            }
        }
        lines = Self.nearChanges(all)
        isReplacement = all.count { $0.mark == " " } * 4 < expected.count
    }

    /// The changes and what stands around them; `…` for what is left out.
    private static func nearChanges(_ all: [(mark: Character, text: String)]) -> [(mark: Character, text: String)] {
        let changed = all.indices.filter { all[$0].mark != " " }
        var shown: [(mark: Character, text: String)] = []
        var isGap = false
        for index in all.indices {
            if changed.contains(where: { abs($0 - index) <= context }) {
                if isGap { shown.append((" ", "…")) }
                isGap = false
                shown.append(all[index])
            } else {
                isGap = true
            }
        }
        if isGap, !shown.isEmpty { shown.append((" ", "…")) }
        return shown
    }
}
