/// A list for people: columns as wide as what is in them, or as what the terminal has room for.
struct Table {
    /// A column; what people copy, such as ids, is never cut.
    struct Column {
        var title: String
        var canShrink = false
        var isNumber = false
    }

    struct Cell: ExpressibleByStringInterpolation {
        var text: String
        var style: Style?

        init(stringLiteral text: String) { self.init(text) }

        init(_ text: String?, _ style: Style? = nil) {
            self.text = (text ?? "").printable
            self.style = style
        }
    }

    private let columns: [Column]
    private var rows: [[Cell]] = []
    private static let gap = 2
    private static let leastWidth = 8

    init(_ columns: [Column]) { self.columns = columns }

    mutating func add(_ cells: [Cell]) { rows.append(cells) }

    /// The table with its titles, a line each row.
    func rendered(for terminal: Terminal) -> String {
        let widths = widths(within: terminal.columns)
        let titles = columns.map { Cell($0.title.uppercased(), .dim) }
        return ([titles] + rows).map { line($0, widths, terminal) + "\n" }.joined()
    }

    private func widths(within available: Int?) -> [Int] {
        var widths = columns.indices.map { index in
            rows.reduce(columns[index].title.count) { max($0, $1[index].text.count) }
        }
        guard let available else { return widths }
        var excess = widths.reduce(0, +) + Self.gap * (columns.count - 1) - available
        while excess > 0 {
            let candidates = columns.indices.filter { columns[$0].canShrink && widths[$0] > Self.leastWidth }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ terminal: Terminal) -> String {
        var line = ""
        let end = cells.lastIndex { !$0.text.isEmpty } ?? 0
        for (index, cell) in cells[...end].enumerated() {
            let text = cell.text.cut(to: widths[index])
            let padding = String(repeating: " ", count: widths[index] - text.count)
            let isLast = index == end
            line += columns[index].isNumber ? padding : ""
            line += terminal.styled(text, cell.style)
            line += columns[index].isNumber || isLast ? "" : padding
            line += isLast ? "" : String(repeating: " ", count: Self.gap)
        }
        return line
    }
}

extension String {
    /// The text, or its beginning with an ellipsis.
    func cut(to width: Int) -> String { count <= width ? self : prefix(max(width - 1, 0)) + "…" }
}
