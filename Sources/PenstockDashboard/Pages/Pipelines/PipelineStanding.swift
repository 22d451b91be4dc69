package import PenstockCore
package import PenstockEngine

/// A pipeline, how it stands, and what came of its deliveries.
package struct PipelineStanding: Sendable, Equatable {
    package var summary: PipelineSummary
    /// Nil where the store could not be asked, or has nothing of it.
    package var backlog: PipelineBacklog?
    /// Since the start of the process.
    package var counts: EngineCounters.PipelineCounts

    package init(
        summary: PipelineSummary,
        backlog: PipelineBacklog? = nil,
        counts: EngineCounters.PipelineCounts = EngineCounters.PipelineCounts()
    ) {
        self.summary = summary
        self.backlog = backlog
        self.counts = counts
    }

    var hold: Reason? {
        if case .held(let reason) = summary.lane { return reason }
        return nil
    }

    /// A word for how it stands.
    var badge: View {
        if !summary.isEnabled { return .badge("disabled", .quiet) }
        if let hold { return .badge(hold.code == "paused" ? "paused" : "held: \(hold.code)", .bad) }
        if summary.flow.failing != nil { return .badge("endpoint fails", .bad) }
        return .badge("open", .good)
    }

    /// What a person may do: pause it, or resume it.
    var view: [String: View] {
        [
            "name": .text(summary.name), "path": .text(Path.pipeline(summary.name).text),
            "description": View(summary.description), "badge": badge, "hold": View(hold?.text),
            "failing": View(summary.flow.failing?.reason.text),
            "switch": .object([
                "resume": .flag(hold != nil), "pause": .flag(hold == nil),
                "path": .text(Path("pipelines", summary.name, hold == nil ? "pause" : "resume").text),
            ]),
        ]
    }

    // MARK: - The picture

    /// - Parameter id: Tells the picture's parts apart from those of others on the page.
    func diagram(id: String) -> StageDiagram {
        let unfinished = (backlog?.pending ?? 0) + (backlog?.waiting ?? 0)
        let types = summary.on.first.map { summary.on.count > 1 ? "\($0) +\(summary.on.count - 1)" : $0 } ?? ""
        var boxes = [StageDiagram.Box(kind: "on", name: types, count: Self.count(unfinished, "waiting"))]
        var filtered = counts.settled[.filtered] ?? 0
        for stage in summary.stages {
            var box = StageDiagram.Box(kind: stage.kind, name: stage.type)
            switch stage.kind {
            case "filter":
                // Which of several filters it was is known of each delivery, and not counted.
                box.count = Self.count(filtered, "filtered")
                filtered = 0
            case "transport": box.count = Self.count(counts.settled[.delivered] ?? 0, "delivered")
            default: break
            }
            boxes.append(box)
        }
        return StageDiagram(id: id, title: "The stages of \(summary.name)", boxes: boxes)
    }

    private static func count(_ count: Int, _ word: String) -> String? { count == 0 ? nil : "\(count.grouped) \(word)" }
}
