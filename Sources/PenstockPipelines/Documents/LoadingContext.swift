internal import PenstockJSON
internal import PenstockPlugins

/// What all stages of one load have in common.
struct LoadingContext {
    /// The pipelines directory, from the root.
    var directory: String
    var stageTypes: any StageTypes
    /// The event types that are known.
    var catalog: Catalog
    /// What `penstock.yaml` puts under the configuration of every stage of a type, by its id.
    var defaults: [String: JSONValue]
    var resolver: ReferenceResolver
    /// Whether plugins are asked to take their configurations.
    var configures: Bool
    /// What any pipeline may reach although it is private.
    var egress: EgressAllowList
    /// Where the server listens.
    var listens: [ListenAddress] = [.standard]
    /// The names of the pipelines whose stages are built; nil for all.
    var only: Set<String>?
    /// Whether the tests of pipelines are read.
    var readsTests: Bool
    let schemas = SchemaCache()
}

extension LoadingContext {
    /// Tells a pipeline from another version of it.
    /// - Parameter document: As it is written, whatever its layout.
    func fingerprint(of document: [UInt8], _ stages: [PipelineStage]) -> String {
        var digest = Digest()
        func add(_ text: some Sequence<UInt8>) {
            digest.add(text)
            digest.add([0])
        }
        add(document)
        add(egress.entries.joined(separator: " ").utf8)
        for stage in stages {
            add(stage.type.codeDigest.utf8)
            add((stage.type.isIsolated ? "isolated" : "").utf8)
            add(stage.configuration)
            for file in stage.files { add(FileStamp(file).text.utf8) }
        }
        return digest.text
    }
}

/// The schemas of stage types, compiled once for all stages of a type.
final class SchemaCache {
    private var known: [StageKind: [String: Result<JSONSchema, BrokenSchema>]] = [:]

    struct BrokenSchema: Error, CustomStringConvertible {
        var description: String
    }

    func schema(of type: any ConfigurableStageType) throws(BrokenSchema) -> JSONSchema {
        if let known = known[type.kind]?[type.id] { return try known.get() }
        let result = Self.compile(type.schema)
        known[type.kind, default: [:]][type.id] = result
        return try result.get()
    }

    private static func compile(_ text: String) -> Result<JSONSchema, BrokenSchema> {
        do {
            return .success(try JSONSchema(try JSONValue.parse(text)))
        } catch let error as JSONError {
            return .failure(BrokenSchema(description: "\(error.message) at byte \(error.offset)"))
        } catch {
            return .failure(BrokenSchema(description: String(describing: error)))
        }
    }
}
