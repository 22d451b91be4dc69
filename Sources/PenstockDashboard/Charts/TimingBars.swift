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

extension TimingPart.Kind {
    /// A class of the stylesheet.
    fileprivate var style: String {
        switch self {
        case .name: "phase-name"
        case .connect: "phase-connect"
        case .tls: "phase-tls"
        case .wait: "phase-wait"
        case .transfer: "phase-read"
        }
    }
}

/// The parts of an exchange, of what its transport measured. Pure.
struct AttemptPhases: Sendable, Equatable {
    let all: [Phase]

    init(_ timings: Timings) {
        all = timings.parts.map { Phase(name: $0.kind.words, style: $0.kind.style, range: $0.range) }
    }

    /// All of it in a sentence.
    var summary: String {
        all.map { phase in
            let took = Duration.microseconds(phase.range.upperBound - phase.range.lowerBound)
            return "\(phase.name.lowercased()) \(took.wording)"
        }.joined(separator: ", ")
    }
}

extension AttemptPhases {
    /// Bars and table, or nothing where nothing was measured.
    /// - Parameters:
    ///   - longest: What the whole width stands for, in microseconds.
    ///   - name: What the exchange is called.
    func view(longest: Int64, of name: String) -> View {
        guard !all.isEmpty else { return .nothing }
        let bars = TimingBars(phases: all, longest: longest, label: "\(name): \(summary)")
        return ["bars": .markup(bars.svg), "rows": .list(all.map(\.view))]
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
