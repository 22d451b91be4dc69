internal import PenstockCore

/// A part of an exchange: from when to when, in microseconds from its start.
struct Phase: Sendable, Equatable {
    var name: String
    /// A class of the stylesheet.
    var style: String
    var range: Range<Int64>

    var view: View {
        [
            "name": .text(name), "style": .text(style),
            "from": .text(Duration.microseconds(range.lowerBound).wording),
            "took": .text(Duration.microseconds(range.upperBound - range.lowerBound).wording),
        ]
    }
}

/// The parts of an exchange, of what its transport measured. Pure.
struct AttemptPhases: Sendable, Equatable {
    let all: [Phase]

    /// Each is told from the start of the exchange; a part that is unknown belongs to the one behind it.
    init(_ timings: Timings) {
        var phases: [Phase] = []
        var start: Int64 = 0
        for (name, style, end) in [
            ("Looking up the name", "phase-name", timings.name), ("Connecting", "phase-connect", timings.connect),
            ("TLS", "phase-tls", timings.tls), ("Until the answer began", "phase-wait", timings.firstByte),
            ("Until its end", "phase-read", timings.total),
        ] {
            guard let end, end > start else { continue }
            phases.append(Phase(name: name, style: style, range: start..<end))
            start = end
        }
        all = phases
    }

    /// All of it in a sentence.
    var summary: String {
        all.map { phase in
            let took = Duration.microseconds(phase.range.upperBound - phase.range.lowerBound)
            return "\(phase.name.lowercased()) \(took.wording)"
        }.joined(separator: ", ")
    }
}

/// One exchange as bars side by side. Pure.
struct TimingBars: Sendable {
    var phases: [Phase]
    /// What the whole width stands for, in microseconds.
    var longest: Int64
    /// What it shows, for those who do not see it.
    var label: String

    private static let (width, height) = (1000.0, 16)

    var svg: Markup {
        .element(
            "svg",
            [
                "class": "bars", "viewBox": "0 0 \(Int(Self.width)) \(Self.height)", "preserveAspectRatio": "none",
                "role": "img", "aria-label": label, "focusable": "false",
            ],
            phases.map { phase in
                .element(
                    "rect",
                    [
                        "class": phase.style, "x": place(phase.range.lowerBound), "y": "0",
                        "width": place(phase.range.upperBound - phase.range.lowerBound), "height": "\(Self.height)",
                    ],
                    .element("title", [:], .init(text: phase.name))
                )
            }
        )
    }

    /// With one digit behind the point.
    private func place(_ microseconds: Int64) -> String {
        let tenths = Int((Double(microseconds) / Double(max(longest, 1)) * Self.width * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
