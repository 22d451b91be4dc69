import PenstockCore
import PenstockJSON
@testable import PenstockPipelines
import PenstockPlugins
import PenstockYAML

/// Every complaint points into the file, and there are pipelines exactly where none is an error, one for each document.
func fuzzPipeline(_ bytes: [UInt8]) {
    let context = LoadingContext(
        directory: "/nowhere",
        stageTypes: StageDoubles.standard,
        catalog: Catalog(),
        defaults: ["smtp": .object(["url": "smtp://127.0.0.1", "password": "${env:KNOWN}"])],
        resolver: ReferenceResolver(
            directory: "/nowhere",
            lookup: .environment(["KNOWN": "a secret that nobody may see"])
        ),
        configures: true,
        egress: EgressAllowList(),
        only: nil,
        readsTests: true
    )
    var load = Load(context: context, knownTypes: ["course.completed", "user.added"])
    load.read(FileText.name, bytes)
    load.configure()
    let (set, diagnostics) = load.finished()
    FileText(bytes).check(diagnostics)
    require((set == nil) == diagnostics.contains { $0.severity == .error }, "errors and pipelines at once, or neither")
    for diagnostic in diagnostics {
        require(!diagnostic.rendered().contains("that nobody may see"), "a complaint shows a secret")
    }
    guard let set else { return }
    let documents = parseYAML(bytes, file: FileText.name).documents.count
    require(set.pipelines.count == documents, "a pipeline is lost without a word")
    for pipeline in set.pipelines {
        require(!pipeline.name.isEmpty && pipeline.transport.kind == .transport, "a pipeline lacks what it needs")
    }
}

/// Every complaint points into the file; a schema that compiles judges without end neither its sample nor null.
func fuzzCatalog(_ bytes: [UInt8]) {
    let (catalog, diagnostics) = Catalog.read([(FileText.name, bytes)])
    FileText(bytes).check(diagnostics)
    for type in catalog.types.values {
        require(!type.type.isEmpty, "an event type has no name")
        _ = type.schema.validate(.null)
    }
}

/// Every complaint points into the file.
func fuzzSettings(_ bytes: [UInt8]) {
    FileText(bytes).check(Settings.read(file: (FileText.name, bytes)).diagnostics)
}
