/// Finds the known name that was probably meant: the nearest one by ``editDistance(_:_:)``, when it is near enough.
///
/// Near enough is a third of the letters, at least one and at most three; case does not count. Failing that, a name of
/// which the text is the beginning ("desc" for "description"), when there is only one.
/// - Parameter names: the known names; of two that are equally near, the earlier one is taken.
package func nearest(_ name: String, in names: [String]) -> String? {
    let written = Array(name.lowercased())
    guard !written.isEmpty else { return nil }
    let limit = min(max(written.count / 3, 1), 3)
    var best: (name: String, distance: Int)?
    for candidate in names where candidate != name {
        let letters = Array(candidate.lowercased())
        guard abs(letters.count - written.count) <= limit else { continue }
        let distance = editDistance(written, letters)
        // Letters that are all different make no likeness, however few they are.
        guard distance <= limit, distance < max(written.count, letters.count) else { continue }
        if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
    }
    if let best { return best.name }
    let longer = names.filter { written.count >= 3 && $0.lowercased().hasPrefix(name.lowercased()) && $0 != name }
    return longer.count == 1 ? longer[0] : nil
}

/// Counts the fewest insertions, deletions, replacements and swaps of neighbours that turn one text into the other, no
/// letter being edited twice.
///
/// This is the restricted Damerau-Levenshtein distance: F. J. Damerau, "A technique for computer detection and
/// correction of spelling errors", CACM 7(3), 1964.
package func editDistance<Letter: Equatable>(_ one: [Letter], _ other: [Letter]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...other.count)
    for i in one.indices {
        var row = [i + 1]
        for j in other.indices {
            var cost = min(last[j] + (one[i] == other[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] {
                cost = min(cost, beforeLast[j - 1] + 1)
            }
            row.append(cost)
        }
        (beforeLast, last) = (last, row)
    }
    return last[other.count]
}
