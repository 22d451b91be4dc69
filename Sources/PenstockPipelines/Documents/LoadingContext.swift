internal import PenstockJSON
internal import PenstockPlugins

/// What all stages of one load have in common.
struct LoadingContext {
    /// The pipelines directory, from the root.
    var directory: String
    var stageTypes: any StageTypes
    /// What `penstock.yaml` puts under the configuration of every stage of a type, by its id.
    var defaults: [String: JSONValue]
    var resolver: ReferenceResolver
    /// Whether plugins are asked to take their configurations.
    var configures: Bool
    let schemas = SchemaCache()
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
