package import PenstockCore
internal import PenstockPlugins

extension PipelineSet {
    /// Makes and ends an instance of each stage type, with the first configuration that there is for it: a plugin that
    /// cannot even do that gets no delivery.
    /// - Parameter known: Digests of plugin files that have shown it already.
    /// - Returns: What the plugins say, at the pipelines.
    package func tryOut(besides known: Set<String>) -> [Diagnostic] {
        var tried: Set<String> = []
        var failures: [Diagnostic] = []
        for pipeline in pipelines {
            for stage in pipeline.allStages where !known.contains(stage.type.codeDigest) {
                let key = "\(stage.type.codeDigest) \(stage.kind.rawValue) \(stage.typeID)"
                guard let configured = stage.stage, tried.insert(key).inserted else { continue }
                do throws(StageUnavailable) {
                    try configured.tryOut()
                } catch {
                    failures.append(Diagnostic(at: pipeline.position, "\(stage.label): \(error.description)"))
                }
            }
        }
        return failures
    }
}
