import PenstockCore
import PenstockJSON
@testable import PenstockPipelines
import PenstockPlugins
import PenstockYAML

/// Every complaint points into the file and shows no secret, and there is a source exactly where none is an error.
func fuzzSource(_ bytes: [UInt8]) {
    let context = LoadingContext(
        directory: "/nowhere",
        stageTypes: StageDoubles.standard,
        catalog: Catalog(),
        defaults: [:],
        resolver: ReferenceResolver(
            directory: "/nowhere",
            lookup: .environment(["KNOWN": "a secret that nobody may see"])
        ),
        configures: true,
        egress: EgressAllowList(),
        readsTests: false
    )
    var load = Load(context: context, knownTypes: [])
    load.readSource(FileText.name, bytes, stem: "x")
    FileText(bytes).check(load.diagnostics)
    for diagnostic in load.diagnostics {
        require(!diagnostic.rendered().contains("that nobody may see"), "a complaint shows a secret")
    }
    let isBroken = load.diagnostics.contains { $0.severity == .error }
    require(load.sources.count <= 1 && (isBroken || load.sources.count == 1), "a source is lost without a word")
    for source in load.sources {
        require(!source.name.isEmpty && !source.rules.isEmpty, "a source lacks what it needs")
        require(!source.verification.summary.contains("that nobody may see"), "a summary shows a secret")
    }
}

/// A recorded request is read or refused; what is read of a form says the same when it is written again.
func fuzzRequest(_ bytes: [UInt8]) {
    if let fields = FormDecoding.fields(bytes) {
        require(FormDecoding.fields(FormDecoding.bytes(fields)) == fields, "a form reads otherwise when written again")
    }
    guard let request = try? InboundRequest(wire: bytes) else { return }
    require(request.body.count <= bytes.count && !request.method.isEmpty, "a request is more than its bytes")
}
