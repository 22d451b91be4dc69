internal import PenstockCore
package import PenstockEngine
package import PenstockJSON
package import PenstockPipelines

/// Makes events of the rows of a table, by the catalog: a column is a field of the data, and what its text means follows
/// from the schema of the type. Pure.
package struct TableMapper: Sendable {
    /// What a field may be, as the schema has it.
    private struct Field {
        /// Names of JSON Schema; empty where the schema names none.
        var types: Set<String> = []

        init(_ schema: JSONValue?) {
            guard let type = schema?["type"] else { return }
            types = Set((type.arrayValue ?? [type]).compactMap(\.stringValue))
        }
    }

    private let columns: TableColumns
    private let catalog: Catalog
    private let fields: [String: Field]

    /// The `source` of events that nothing gives another.
    package static let source = "/import"

    package init(_ columns: TableColumns, catalog: Catalog) {
        self.columns = columns
        self.catalog = catalog
        let properties = catalog[type: columns.type]?.schemaDocument["properties"]?.objectValue ?? [:]
        fields = Dictionary(properties.map { ($0.key, Field($0.value)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The event of a row: an object with a text, or another value, for each column.
    package func draft(_ row: JSONValue) throws(MappingProblem) -> EventDraft {
        guard let cells = row.objectValue else { throw MappingProblem("the row is \(row.article), and no object") }
        var draft = EventDraft(source: Self.source, type: columns.type)
        draft.id = try attribute(columns.id, "id", row)
        if let column = columns.time, let text = try attribute(column, "time", row) {
            draft.time = try time(text, column)
        }
        let data = JSONValue.object(try data(cells))
        draft.data = data.serialized()
        guard draft.id == nil else { return draft }
        draft.id =
            EventIdentity.found(for: draft, data: data, catalog: catalog, prefix: "import") {
                IdentityDigest.record(row, type: columns.type)
            }.id
        return draft
    }

    // MARK: Attributes

    private func attribute(_ column: String?, _ name: String, _ row: JSONValue) throws(MappingProblem) -> String? {
        guard let column, let value = row[column], !value.isNothing else { return nil }
        guard let text = value.scalarText else {
            throw MappingProblem("\(name): \(value.article) is no text (from \(column))")
        }
        return text
    }

    private func time(_ text: String, _ column: String) throws(MappingProblem) -> Timestamp? {
        do throws(MappingProblem) {
            return try TimeText(text).time(columns.zone).stringValue.flatMap { Timestamp($0) }
        } catch {
            throw MappingProblem("time: \(error.text) (from \(column))")
        }
    }

    // MARK: Data

    private func data(_ cells: JSONObject) throws(MappingProblem) -> JSONObject {
        var data = JSONObject()
        for (column, cell) in cells {
            let name = columns.renames[column] ?? column
            // What says when it happened, or which fact it is, is data too only where the type has a place for it.
            let isAttribute = column == columns.id || column == columns.time
            if isAttribute, fields[name] == nil, columns.renames[column] == nil { continue }
            guard data[name] == nil else { throw MappingProblem("two columns are the field '\(name)'") }
            do throws(MappingProblem) {
                data[name] = try value(cell, fields[name])
            } catch {
                throw MappingProblem("\(name): \(error.text)")
            }
        }
        return data
    }

    /// What a cell means; nil where it says nothing and null is not allowed.
    private func value(_ cell: JSONValue, _ field: Field?) throws(MappingProblem) -> JSONValue? {
        guard let text = cell.stringValue else { return cell }
        let types = field?.types ?? []
        if text.isEmpty { return types.contains("null") ? .null : nil }
        let isText = types.contains("string")
        do throws(MappingProblem) {
            for (type, conversion) in Self.conversions where types.contains(type) {
                return try conversion.convert(cell, zone: columns.zone)
            }
            guard !isText, types.contains("array") || types.contains("object") else { return cell }
            guard let value = try? JSONValue.parse(text) else { throw MappingProblem("\(text.quoted) is no JSON") }
            return value
        } catch {
            // A text is what it may be as well.
            if isText { return cell }
            throw error
        }
    }

    /// In the order in which they are tried: what may be an integer or a number is a number.
    private static let conversions: [(type: String, SourceConversion)] = [
        ("number", .number), ("integer", .integer), ("boolean", .bool),
    ]
}
