package import PenstockCore

extension View {
    /// Lines of two texts side by side, of which those that differ are marked in words for those who do not see colours.
    package static func difference(_ lines: [MarkedLine]) -> View {
        .markup(
            .element(
                "pre",
                ["class": "difference", "tabindex": "0"],
                lines.map { line in
                    let text = Markup(text: "\(line.mark) \(line.text)\n")
                    return switch line.mark {
                    case "+": .element("ins", [:], text)
                    case "-": .element("del", [:], text)
                    default: .element("span", [:], text)
                    }
                }
            )
        )
    }
}
