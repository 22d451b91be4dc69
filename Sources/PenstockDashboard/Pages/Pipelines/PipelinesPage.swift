package import PenstockCore
internal import PenstockEngine

/// All pipelines, as small pictures with switches.
package struct PipelinesPage: Page {
    package static let template = "pipelines"
    package var title: String { "Pipelines" }

    package var pipelines: [PipelineStanding]
    package var revision: RevisionID

    package init(pipelines: [PipelineStanding], revision: RevisionID) {
        self.pipelines = pipelines
        self.revision = revision
    }

    package func view(_ context: PageContext) -> View {
        [
            "count": .count(pipelines.count), "plural": .flag(pipelines.count != 1),
            "revision": .text("\(revision.rawValue)"),
            "pipelines": .list(
                pipelines.enumerated().map { index, pipeline in
                    var view = pipeline.view
                    view["svg"] = .markup(pipeline.diagram(id: "stages-\(index)").svg)
                    view["back"] = "list"
                    view["dead"] = pipeline.deadView
                    return .object(view)
                }
            ),
        ]
    }
}

extension PipelineStanding {
    fileprivate var deadView: View {
        guard let dead = backlog?.dead, dead > 0 else { return .nothing }
        return [
            "count": .count(dead), "words": dead == 1 ? "dead letter" : "dead letters",
            "path": .text(Path.deliveries(summary.name, states: [.dead]).text),
        ]
    }
}
