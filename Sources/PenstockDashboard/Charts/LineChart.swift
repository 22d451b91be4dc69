/// Lines over time as a picture. It has no words in it: those stand around it as text, which stays as large as text when
/// the picture shrinks. Pure.
struct LineChart: Sendable {
    /// One line.
    struct Series: Sendable {
        /// How it is drawn: a class of the stylesheet. The second and the third are dashed, so that colour is not all
        /// that tells them apart.
        enum Style: String, Sendable { case first, second, third }

        var name: String
        var style: Style
        /// From left to right: where it lies from 0 to 1, and how much it is; nil where nothing is known.
        var points: [(x: Double, y: Double?)]
    }

    var title: String
    /// What the picture shows, for those who do not see it.
    var summary: String
    /// Tells the picture's parts apart from those of others on the page.
    var id: String
    var series: [Series]
    var scale: Scale

    private static let (width, height) = (1000.0, 240.0)

    /// The picture, stretched to whatever room there is.
    var svg: Markup {
        .element(
            "svg",
            [
                "viewBox": "0 0 \(Int(Self.width)) \(Int(Self.height))", "preserveAspectRatio": "none",
                "role": "img", "aria-labelledby": "\(id)-title \(id)-desc", "focusable": "false",
            ],
            [
                .element("title", ["id": "\(id)-title"], .init(text: title)),
                .element("desc", ["id": "\(id)-desc"], .init(text: summary)),
            ] + Self.grid + series.map(line)
        )
    }

    private static var grid: [Markup] {
        [0.0, 0.25, 0.5, 0.75, 1].map { share in
            let y = coordinate(height * (1 - share))
            return .element(
                "line",
                [
                    "class": share == 0 ? "axis" : "grid", "x1": "0", "x2": coordinate(width), "y1": y,
                    "y2": y,
                ]
            )
        }
    }

    private func line(_ series: Series) -> Markup {
        .element("path", ["class": "line \(series.style.rawValue)", "d": path(series.points)])
    }

    /// Pieces of a line, as SVG's `path` has them; a gap where nothing is known.
    private func path(_ points: [(x: Double, y: Double?)]) -> String {
        var (path, isDrawing) = ("", false)
        for (x, y) in points {
            guard let y else {
                isDrawing = false
                continue
            }
            let place = "\(Self.coordinate(x * Self.width)) \(Self.coordinate(Self.height * (1 - scale.position(y))))"
            path += isDrawing ? " L\(place)" : "\(path.isEmpty ? "" : " ")M\(place)"
            isDrawing = true
        }
        return path
    }

    /// With one digit behind the point: a tenth of a thousandth of the width.
    private static func coordinate(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
