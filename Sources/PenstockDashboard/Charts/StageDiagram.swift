/// A pipeline as a row of boxes: what it takes, its stages, and how many deliveries are where. Pure.
struct StageDiagram: Sendable {
    /// One box.
    struct Box: Sendable, Equatable {
        /// `on`, or the kind of a stage.
        var kind: String
        var name: String
        /// What stands below it, such as `12 waiting`.
        var count: String?
    }

    /// Tells the picture's parts apart from those of others on the page.
    var id: String
    var title: String
    var boxes: [Box]

    private static let (height, boxHeight, gap) = (74.0, 46.0, 28.0)
    /// How wide a letter is: of the names, which are of one width, and about of the rest.
    private static let (nameLetter, letter) = (7.9, 6.6)

    var svg: Markup {
        let widths = boxes.map(Self.width)
        let starts = widths.indices.map { widths[..<$0].reduce(0) { $0 + $1 + Self.gap } }
        let width = widths.reduce(0, +) + Self.gap * Double(max(boxes.count - 1, 0))
        return .element(
            "svg",
            [
                "class": "stages", "viewBox": "0 0 \(Int(width) + 2) \(Int(Self.height))",
                "width": "\(Int(width) + 2)", "height": "\(Int(Self.height))", "role": "img",
                "aria-labelledby": "\(id)-title \(id)-desc", "focusable": "false",
            ],
            [
                .element("title", ["id": "\(id)-title"], .init(text: title)),
                .element("desc", ["id": "\(id)-desc"], .init(text: summary)),
            ] + boxes.indices.flatMap { draw(boxes[$0], at: starts[$0] + 1, width: widths[$0], isFirst: $0 == 0) }
        )
    }

    /// The same in words.
    var summary: String {
        boxes.map { box in "\(box.kind) \(box.name)" + (box.count.map { " (\($0))" } ?? "") }.joined(
            separator: ", then "
        )
    }

    private static func width(_ box: Box) -> Double {
        let texts = [Double(box.name.count) * nameLetter, Double(box.kind.count) * letter]
        // What stands below may be a little wider than its box.
        return max(texts.max() ?? 0, Double(box.count?.count ?? 0) * letter - gap) + 24
    }

    private func draw(_ box: Box, at x: Double, width: Double, isFirst: Bool) -> [Markup] {
        let middle = "\(Int(x + width / 2))"
        var parts: [Markup] = []
        if !isFirst {
            let (start, end) = (Int(x - Self.gap) + 3, Int(x) - 3)
            let y = Int(Self.boxHeight / 2)
            parts.append(
                .element(
                    "path",
                    [
                        "class": "arrow",
                        "d": "M\(start) \(y) H\(end) M\(end - 5) \(y - 5) L\(end) \(y) L\(end - 5) \(y + 5)",
                    ]
                )
            )
        }
        parts.append(
            .element(
                "rect",
                [
                    "class": "box \(box.kind)", "x": "\(Int(x))", "y": "1", "width": "\(Int(width))",
                    "height": "\(Int(Self.boxHeight) - 2)", "rx": "6",
                ]
            )
        )
        parts.append(.element("text", ["class": "kind", "x": middle, "y": "17"], .init(text: box.kind)))
        parts.append(.element("text", ["class": "name", "x": middle, "y": "35"], .init(text: box.name)))
        if let count = box.count {
            parts.append(.element("text", ["class": "count", "x": middle, "y": "64"], .init(text: count)))
        }
        return parts
    }
}
