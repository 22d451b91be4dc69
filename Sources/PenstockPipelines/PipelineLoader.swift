package import PenstockCore

/// Loads the pipelines of a directory.
package enum PipelineLoader {
    /// Reads `DIR/*.yaml` and `DIR/*.yml`, save `penstock.yaml` and `*.test.yaml`, and checks all of it.
    /// - Parameters:
    ///   - directory: Where documents are, as the person named it; positions begin with it.
    ///   - base: The pipelines directory, where relative paths and `.env` are; nil where it is the same.
    ///   - lookup: Where references get their values. Where placeholders stand for some, what a schema or a plugin says
    ///     about such a place is left out.
    ///   - configure: Whether plugins are asked to take their configurations.
    ///   - only: The names of the pipelines whose stages are built; nil for all. The others count as if they were not there.
    ///   - files: The names of the files that are read, with the directory; nil for all.
    ///   - readsTests: Whether tests are read and checked too, those beside the documents as well.
    /// - Returns: The set, unless there is an error, and all complaints, by file and line.
    package static func load(
        directory: String,
        base: String? = nil,
        stageTypes: any StageTypes,
        catalog: Catalog,
        settings: Settings,
        lookup: ReferenceLookup,
        configure: Bool,
        only: Set<String>? = nil,
        files: Set<String>? = nil,
        readsTests: Bool = false
    ) -> (set: PipelineSet?, diagnostics: [Diagnostic]) {
        let root = absoluteDirectory(base ?? directory)
        let resolver = ReferenceResolver(directory: root, lookup: lookup)
        let context = LoadingContext(
            directory: root,
            stageTypes: stageTypes,
            catalog: catalog,
            defaults: settings.defaults,
            resolver: resolver,
            configures: configure,
            egress: settings.egress,
            listens: settings.listen.addresses,
            only: only,
            readsTests: readsTests
        )
        var load = Load(context: context, knownTypes: catalog.types.keys.sorted())
        load.diagnostics = resolver.diagnostics
        load.checkDefaults(of: base ?? directory)
        for name in load.files(in: directory) {
            let file = "\(directory)/\(name)"
            if files?.contains(file) ?? true { load.read(file) }
        }
        load.readTests(in: directory)
        // Recipes have none: sources stand in the pipelines directory itself.
        if base ?? directory == directory, only == nil, files == nil {
            load.readSources(in: directory)
            load.readSourceTests(in: directory)
        }
        load.configure()
        return load.finished()
    }

    /// Reads the sources of a directory alone, and checks all of them.
    /// - Parameters: As with ``load(directory:base:stageTypes:catalog:settings:lookup:configure:only:files:readsTests:)``.
    /// - Returns: The sources that are right, and all complaints, by file and line.
    package static func loadSources(
        directory: String,
        stageTypes: any StageTypes,
        catalog: Catalog,
        settings: Settings,
        lookup: ReferenceLookup
    ) -> (sources: SourceSet, diagnostics: [Diagnostic]) {
        let root = absoluteDirectory(directory)
        let resolver = ReferenceResolver(directory: root, lookup: lookup)
        var load = Load(
            context: LoadingContext(
                directory: root,
                stageTypes: stageTypes,
                catalog: catalog,
                defaults: settings.defaults,
                resolver: resolver,
                configures: true,
                egress: settings.egress,
                listens: settings.listen.addresses,
                readsTests: false
            ),
            knownTypes: catalog.names
        )
        load.readSources(in: directory)
        return (SourceSet(load.sources), (resolver.diagnostics + load.diagnostics).inOrder())
    }
}
