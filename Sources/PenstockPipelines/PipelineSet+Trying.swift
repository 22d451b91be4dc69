package import PenstockCore
internal import PenstockPlugins

extension PipelineSet {
    /// The stages that ended their worker when they were configured, and so are not called.
    /// - Parameter severity: Of a pipeline or a source, by its name; a warning where the others must run all the same.
    /// - Returns: What happened, at the pipelines.
    package func barred(_ severity: (String) -> Diagnostic.Severity) -> [Diagnostic] {
        stages.flatMap { owner in
            owner.stages.compactMap { stage in
                guard let reason = stage.stage?.bar else { return nil }
                var diagnostic = Diagnostic(at: owner.position, reason.text)
                diagnostic.severity = severity(owner.name)
                return diagnostic
            }
        }
    }

    /// All stages, by the pipeline or the source that has them; the name of a source is its path, which no pipeline has.
    private var stages: [(name: String, position: SourcePosition, stages: [PipelineStage])] {
        pipelines.map { ($0.name, $0.position, $0.allStages) }
            + sources.sources.map { ($0.path, $0.position, $0.rules.flatMap(\.stages)) }
    }

    /// Makes and ends an instance of each stage type, with the first configuration that there is for it: a plugin that
    /// cannot even do that gets no delivery.
    /// - Parameter known: Digests of plugin files that have shown it already.
    /// - Returns: What the plugins say, at the pipelines.
    package func tryOut(besides known: Set<String>) -> [Diagnostic] {
        var tried: Set<String> = []
        var failures: [Diagnostic] = []
        for owner in stages {
            for stage in owner.stages where !known.contains(stage.type.codeDigest) {
                let key = "\(stage.type.codeDigest) \(stage.kind.rawValue) \(stage.typeID)"
                guard let configured = stage.stage, tried.insert(key).inserted else { continue }
                do throws(StageUnavailable) {
                    try configured.tryOut()
                } catch {
                    failures.append(Diagnostic(at: owner.position, "\(stage.label): \(error.description)"))
                }
            }
        }
        return failures
    }
}
