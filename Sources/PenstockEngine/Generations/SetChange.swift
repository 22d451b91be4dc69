package import PenstockPipelines

/// What one set of pipelines changes about another. Pure.
package struct SetChange: Sendable, Equatable {
    /// Names, sorted, as in the others.
    package var added: [String]
    package var removed: [String]
    /// Those of which anything is another: the document, what a reference leads to, a file that it names, the plugin.
    package var changed: [String]
    package var unchanged: [String]

    package init(
        added: [String] = [],
        removed: [String] = [],
        changed: [String] = [],
        unchanged: [String] = []
    ) {
        self.added = added
        self.removed = removed
        self.changed = changed
        self.unchanged = unchanged
    }

    /// Compares what was configured, wherever in the directory it stands.
    package init(from running: PipelineSet, to next: PipelineSet) {
        self.init()
        for pipeline in next.pipelines {
            switch running[pipeline.name]?.fingerprint {
            case nil: added.append(pipeline.name)
            case pipeline.fingerprint: unchanged.append(pipeline.name)
            default: changed.append(pipeline.name)
            }
        }
        removed = running.pipelines.map(\.name).filter { next.index(of: $0) == nil }.sorted()
        added.sort()
        changed.sort()
        unchanged.sort()
    }

    /// Whether every pipeline stays as it is.
    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
}
