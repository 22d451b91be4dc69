internal import PenstockCore
internal import PenstockEngine

extension Concern {
    /// What is wrong, and what a person does about it.
    var view: View {
        let action = action
        return [
            "text": .text(text.capitalizedSentence), "action": View(action.words),
            "path": View(action.path?.text),
        ]
    }

    /// What to do, and where.
    private var action: (words: String, path: Path?) {
        switch kind {
        case .pipelineHeld: ("Look at the pipeline, and resume it", pipeline.map(Path.pipeline))
        case .breaker: ("See why the endpoint fails", pipeline.map(Path.pipeline))
        case .late: ("See what holds it up", pipeline.map(Path.pipeline))
        case .dead: ("Look at the dead letters, then retry or cancel them", .dead(pipeline))
        case .held: ("Look at what is held", .deliveries(pipeline, states: [.held]))
        case .sourceSilent: ("See how the source fares, and whether its sender still sends", source.map(Path.source))
        case .plugin: ("Look at the plugins", Path("plugins"))
        case .refusing, .disk: ("Make room on the disk of the data directory; then events are taken in again", nil)
        case .clock: ("Look at the clock of the machine", nil)
        case .files: ("Raise the limit of open files, and restart", nil)
        }
    }
}
