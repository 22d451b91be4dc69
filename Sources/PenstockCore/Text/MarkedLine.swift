/// A line of two texts that are compared.
package struct MarkedLine: Sendable, Equatable {
    /// `-` for a line of the old text, `+` for one of the new text, a space for both.
    package let mark: Character
    package let text: Substring

    /// The lines of both texts, one after another as they stand side by side.
    package static func all(from old: [Substring], to new: [Substring]) -> [MarkedLine] {
        var (removed, inserted): (Set<Int>, Set<Int>) = ([], [])
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [MarkedLine] = []
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            if removed.contains(i) {
                lines.append(MarkedLine(mark: "-", text: old[i]))
                i += 1
            } else if inserted.contains(j) {
                lines.append(MarkedLine(mark: "+", text: new[j]))
                j += 1
            } else {
                lines.append(MarkedLine(mark: " ", text: old[i]))
                (i, j) = (i + 1, j + 1)
            }
        }
        return lines
    }
}
