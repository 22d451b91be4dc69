package import PenstockPlugins

/// The project of a new plugin: its files, and what to do with them.
package struct SampleProject: Sendable {
    /// One file of the project.
    package struct File: Sendable {
        /// From the root of the project.
        package var path: String
        package var bytes: [UInt8]
    }

    package let name: SampleName
    package let id: SampleID
    package let kind: StageKind
    package let language: SampleLanguage

    package init(_ name: SampleName, id: SampleID, kind: StageKind, language: SampleLanguage) {
        self.name = name
        self.id = id
        self.kind = kind
        self.language = language
    }

    /// Every file, in the order of the paths.
    package var files: [File] {
        let written = language.layers.flatMap { layer in
            ["common", kind.rawValue].flatMap { CarriedFiles.below("Plugins/Samples/\(layer)/\($0)") }.map(filledIn)
        }
        let event = CarriedFiles.file(
            "pipelines/events/course.completed.yaml",
            as: "pipelines/events/course.completed.yaml"
        )
        .map { CarriedFiles.File(path: $0.path, bytes: $0.withoutSchema) }
        let borrowed = (language.borrowed + event).map { File(path: $0.path, bytes: $0.bytes) }
        return (written + borrowed).sorted { $0.path < $1.path }
    }

    /// Builds the plugin, tests it, and checks the pipeline that uses it; to be run in the project.
    package var nextCommands: [String] {
        [language.buildCommand, language.testCommand, "penstock check pipelines --plugins \(language.outputDirectory)"]
    }

    /// The plugin's file, from the root of the project, once it is built.
    package var library: String { "\(language.outputDirectory)/\(language.fileName(of: name))" }

    private func filledIn(_ file: CarriedFiles.File) -> File {
        var path = filledIn(file.path)
        // Under its own name it would hold for this repository too.
        if path == "gitignore" { path = ".gitignore" }
        return File(path: path, bytes: Array(filledIn(String(decoding: file.bytes, as: UTF8.self)).utf8))
    }

    private func filledIn(_ text: String) -> String {
        let words = [
            ("PLUGIN_ID", id.text), ("PLUGIN_NAME", name.text), ("PLUGIN_KIND", kind.rawValue),
            ("PLUGIN_MODULE", name.module), ("PLUGIN_CRATE", name.crate), ("PLUGIN_VENDOR", id.vendor),
            ("PLUGIN_BUILD", language.buildCommand), ("PLUGIN_TEST", language.testCommand),
            ("PLUGIN_OUTPUT", language.outputDirectory), ("PLUGIN_FILE", library),
        ]
        return words.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
}
