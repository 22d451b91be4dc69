/// All pipelines of a directory, checked together: what a revision is made of.
package struct PipelineSet: Sendable {
    /// In the order of the files' names and of the documents in them.
    package let pipelines: [Pipeline]
    /// Tells this set from others: the same for the same documents and defaults, whatever files they stand in. 32
    /// hexadecimal digits; no resolved reference goes into it.
    package let digest: String
    /// Finds the pipelines for an event, by their index in ``pipelines``.
    package let matcher: Matcher
    /// What people expect of the pipelines; empty where tests were not read.
    package internal(set) var tests: [PipelineTest] = []
    /// The sources of the directory.
    package internal(set) var sources = SourceSet()
    /// What people expect of the sources; empty where tests were not read.
    package internal(set) var sourceTests: [SourceTest] = []
    private let indices: [String: Int]
    /// Files beside the documents that it depends on, by their absolute paths.
    package var files: [String] {
        pipelines.flatMap { $0.allStages.flatMap(\.files) }
            + sources.sources.flatMap { $0.rules.flatMap { $0.stages.flatMap(\.files) } }
    }

    /// Makes a set.
    /// - Parameter pipelines: With different names.
    package init(_ pipelines: [Pipeline], digest: String) {
        self.pipelines = pipelines
        self.digest = digest
        matcher = Matcher(pipelines.map { $0.isEnabled ? $0.selector : nil })
        indices = Dictionary(
            pipelines.indices.map { (pipelines[$0].name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The same set, with the stages that run already in place of those that were configured for nothing: what a large
    /// file was read into should not be in memory twice.
    package func keepingStages(of running: [Pipeline]) -> PipelineSet {
        let running = Dictionary(running.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let pipelines = pipelines.map { pipeline in
            guard let same = running[pipeline.name], same.fingerprint == pipeline.fingerprint else { return pipeline }
            var kept = pipeline
            (kept.stages, kept.signers, kept.transport) = (same.stages, same.signers, same.transport)
            return kept
        }
        var set = PipelineSet(pipelines, digest: digest)
        set.sources = sources
        return set
    }

    /// The same set with these sources.
    package func with(_ sources: SourceSet) -> PipelineSet {
        var set = self
        set.sources = sources
        return set
    }

    /// The index of a pipeline by its name.
    package func index(of name: String) -> Int? { indices[name] }

    /// A pipeline by its name.
    package subscript(name: String) -> Pipeline? { indices[name].map { pipelines[$0] } }
}
