package import PenstockCore

/// Loads the pipelines of a directory.
package enum PipelineLoader {
    /// Reads `DIR/*.yaml` and `DIR/*.yml`, save `penstock.yaml` and `*.test.yaml`, and checks all of it.
    /// - Parameters:
    ///   - directory: The pipelines directory, as the person named it; positions begin with it.
    ///   - environment: The variables of the process, for `${env:…}` and `${credential:…}`.
    ///   - withoutSecrets: Looks no reference up: defaults count, placeholders stand for everything else, and what a
    ///     schema or a plugin says about a place with a placeholder is left out. No stage that has one can run.
    ///   - configure: Whether plugins are asked to take their configurations.
    /// - Returns: The set, unless there is an error, and all complaints, by file and line.
    package static func load(
        directory: String,
        stageTypes: any StageTypes,
        catalog: Catalog,
        settings: Settings,
        environment: [String: String],
        withoutSecrets: Bool,
        configure: Bool
    ) -> (set: PipelineSet?, diagnostics: [Diagnostic]) {
        let root = absoluteDirectory(directory)
        let resolver = ReferenceResolver(directory: root, environment: environment, withoutSecrets: withoutSecrets)
        let context = LoadingContext(
            directory: root,
            stageTypes: stageTypes,
            defaults: settings.defaults,
            resolver: resolver,
            configures: configure,
            egress: settings.egress
        )
        var load = Load(context: context, knownTypes: catalog.types.keys.sorted())
        load.diagnostics = resolver.diagnostics
        load.checkDefaults(of: directory)
        for name in load.files(in: directory) { load.read("\(directory)/\(name)") }
        return load.finished()
    }
}
