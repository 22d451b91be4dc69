package import PenstockJSON

/// What a person typed into a field that cannot be sent.
package struct FieldComplaint: Error, Sendable, Equatable, CustomStringConvertible {
    package var pointer: JSONPointer
    package var message: String

    package var description: String { "\(pointer): \(message)" }
}

extension SchemaForm {
    /// Where members stand that the schema does not know.
    static let restName = "rest"

    /// The data that a form which was sent stands for.
    ///
    /// What contradicts the schema is taken as it is where JSON can say it: to see what then becomes of it is what tests
    /// are for.
    /// - Parameter text: The value of a field by its name; nil for one that was not sent, as a box that is not ticked.
    /// - Throws: For a box of JSON that holds none.
    package func data(_ text: (String) -> String?) throws(FieldComplaint) -> JSONValue {
        var members = try Self.members(fields, text)
        if let rest = text(Self.restName), !rest.allSatisfy(\.isWhitespace) {
            guard let more = (try? JSONValue.parse(rest))?.objectValue else {
                throw FieldComplaint(
                    pointer: JSONPointer(tokens: []),
                    message: "other members must be a JSON object, such as {\"note\": \"x\"}"
                )
            }
            for (name, value) in more { members[name] = value }
        }
        return .object(members)
    }

    private static func members(
        _ fields: [Field],
        _ text: (String) -> String?
    ) throws(FieldComplaint) -> JSONObject {
        var members = JSONObject()
        for field in fields {
            if let value = try value(of: field, text) { members[field.name] = value }
        }
        return members
    }

    /// - Returns: Nil for what is left out.
    private static func value(of field: Field, _ text: (String) -> String?) throws(FieldComplaint) -> JSONValue? {
        switch text(field.howName) {
        case "null": return .null
        case "absent": return nil
        default: break
        }
        let written = text(field.valueName)
        switch field.control {
        case .group(let fields): return .object(try members(fields, text))
        case .flag: return .bool(written == "true")
        case .text: return written.map { .string($0) }
        case .date, .dateTime: return written.flatMap { $0.isEmpty ? nil : .string($0) }
        case .number:
            guard let written, !written.isEmpty else { return nil }
            return JSONNumber(parsing: written).map(JSONValue.number) ?? .string(written)
        case .choice, .json:
            guard let written, !written.allSatisfy(\.isWhitespace) else { return nil }
            do throws(JSONError) {
                return try JSONValue.parse(written)
            } catch {
                throw FieldComplaint(pointer: field.pointer, message: "this is not JSON: \(error)")
            }
        }
    }
}
