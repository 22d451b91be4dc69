internal import PenstockCore
package import PenstockJSON

extension EventType {
    /// A type as the API's catalog answers it, with as much as a sample needs.
    /// - Parameters:
    ///   - schema: The JSON Schema of the data; nil where everything is allowed.
    ///   - sample: The data of an event as it may come.
    /// - Throws: for a schema that cannot be compiled.
    package init(type: String, schema: JSONValue?, sample: JSONValue) throws(SchemaError) {
        self.init(
            type: type,
            description: "",
            subject: nil,
            person: nil,
            key: [],
            strict: false,
            schema: try JSONSchema(schema ?? .object([:])),
            sample: sample,
            position: SourcePosition(file: type)
        )
    }
}
