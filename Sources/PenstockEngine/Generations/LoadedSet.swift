package import PenstockCore
package import PenstockPipelines
package import PenstockPlugins

/// What a pipelines directory says, checked and configured: what is to run.
package struct LoadedSet: Sendable {
    package var set: PipelineSet
    package var catalog: Catalog
    package var plugins: PluginSet
    /// How long each class of things is kept; nil keeps what holds.
    package var retention: RetentionPolicy?

    package init(set: PipelineSet, catalog: Catalog, plugins: PluginSet, retention: RetentionPolicy? = nil) {
        self.set = set
        self.catalog = catalog
        self.plugins = plugins
        self.retention = retention
    }
}

/// Why a set of pipelines cannot run although its documents are right.
package struct CannotStart: Error, Sendable, CustomStringConvertible {
    /// What each stage says that does not work, at its pipeline.
    package var diagnostics: [Diagnostic]

    package var description: String { diagnostics.map { $0.rendered() }.joined(separator: "\n") }
}
