package import PenstockCore
internal import Synchronization

/// The figures that stages show, of all pipelines. Any thread.
///
/// What is defined stays until the process ends, so that a new generation of a plugin goes on counting where the one
/// before was.
package final class PluginMetrics: Sendable {
    private struct State {
        /// The metrics of each name, in the order in which stages defined them.
        var metrics: [String: [PluginMetric]] = [:]
        var count = 0
    }

    /// Metrics of all stages together.
    package static let limit = 4096

    private let state = Mutex(State())

    package init() {}

    /// Defines a metric of a stage. One that is defined already is the same one.
    ///
    /// A definition with other labels or buckets, of a new generation of the plugin, is one beside it.
    package func define(
        _ definition: PluginMetric.Definition,
        pipeline: String,
        stage: String
    ) throws(MetricRefusal) -> PluginMetric {
        if let complaint = definition.complaint { throw MetricRefusal("the metric '\(definition.name)' \(complaint)") }
        let outcome = state.withLock { state -> Result<PluginMetric, MetricRefusal> in
            let others = state.metrics[definition.name] ?? []
            if let known = others.first(where: { $0.isSame(as: definition, pipeline, stage) }) {
                return .success(known)
            }
            if let first = others.first, first.definition.kind != definition.kind {
                return .failure(
                    MetricRefusal(
                        """
                        the metric '\(definition.name)' is a \(first.definition.kind.rawValue) already, of the stage \
                        \(first.stage) of \(first.pipeline), and no \(definition.kind.rawValue): choose another name
                        """
                    )
                )
            }
            guard state.count < Self.limit else {
                return .failure(
                    MetricRefusal("the metric '\(definition.name)' is one too many: all stages have \(Self.limit)")
                )
            }
            let metric = PluginMetric(definition, pipeline: pipeline, stage: stage)
            state.metrics[definition.name] = others + [metric]
            state.count += 1
            return .success(metric)
        }
        return try outcome.get()
    }

    /// All of them as they stand, by name.
    package var families: [PluginMetricFamily] {
        let metrics = state.withLock { $0.metrics }
        return metrics.sorted { $0.key < $1.key }.compactMap { name, metrics in
            guard let last = metrics.last else { return nil }
            return PluginMetricFamily(
                name: name,
                kind: last.definition.kind,
                help: last.definition.help,
                series: metrics.flatMap(\.readings)
            )
        }
    }
}

/// Why a metric cannot be defined, as a sentence.
package struct MetricRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String
    init(_ description: String) { self.description = description }
}

extension PluginMetric {
    /// Whether it is what a stage asks for; its help may have been worded anew.
    fileprivate func isSame(as other: Definition, _ pipeline: String, _ stage: String) -> Bool {
        self.pipeline == pipeline && self.stage == stage && definition.kind == other.kind
            && definition.labels == other.labels && definition.bounds == other.bounds
    }
}
