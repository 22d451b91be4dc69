internal import PenstockJSON

extension SchemaForm {
    /// The fields with their values, for the template `fields`.
    /// - Parameter data: What stands in the fields; members that the schema does not know get a box of their own.
    func view(_ data: JSONValue) -> View {
        let known = Set(fields.map(\.name))
        let rest = JSONObject((data.objectValue ?? [:]).filter { !known.contains($0.key) })
        return [
            "fields": .list(fields.map { Self.view($0, data[$0.name]) }),
            "rest": fields.isEmpty || !rest.isEmpty
                ? .object(["name": .text(Self.restName), "text": .text(JSONValue.object(rest).prettyText)]) : .nothing,
        ]
    }

    private static func view(_ field: Field, _ value: JSONValue?) -> View {
        var view: [String: View] = [
            "label": .text(field.name), "id": .text("field\(field.pointer)"), "name": .text(field.valueName),
            "description": View(field.description), "how": how(field, value),
            // Names of outer fields would be seen where these have none.
            "text": .nothing, "number": .nothing, "date": .nothing, "flag": .nothing, "choice": .nothing,
            "json": .nothing, "group": .nothing, "date_time": .nothing,
        ]
        let shown = View.text(value.flatMap { $0.isNull ? nil : $0.stringValue ?? $0.text } ?? "")
        switch field.control {
        case .text: view["text"] = .object(["value": shown])
        case .number: view["number"] = .object(["value": shown])
        case .date: view["date"] = .object(["value": shown])
        case .dateTime: view["date_time"] = .object(["value": shown])
        case .flag: view["flag"] = .object(["checked": .flag(value == true)])
        case .json: view["json"] = .object(["value": .text(value.map(\.prettyText) ?? "")])
        case .choice(let choices): view["choice"] = .object(["options": .list(options(choices, value))])
        case .group(let fields):
            view["group"] = .object(["fields": .list(fields.map { Self.view($0, value?[$0.name]) })])
        }
        return .object(view)
    }

    private static func options(_ choices: [String], _ value: JSONValue?) -> [View] {
        var choices = choices
        // What the sample has is offered, also where the schema does not know it.
        if let value, !value.isNull, !choices.contains(value.text) { choices.append(value.text) }
        return choices.map { choice in
            let shown = (try? JSONValue.parse(choice))?.shown ?? choice
            return ["value": .text(choice), "text": .text(shown), "selected": .flag(choice == value?.text)]
        }
    }

    /// Whether the field counts; nothing where it always does.
    private static func how(_ field: Field, _ value: JSONValue?) -> View {
        guard field.isNullable || !field.isRequired else { return .nothing }
        let chosen = value == nil ? "absent" : value?.isNull == true ? "null" : "value"
        var options = [("value", "as written")]
        if field.isNullable { options.append(("null", "null: never, or none")) }
        if !field.isRequired || value == nil { options.append(("absent", "left out")) }
        return [
            "name": .text(field.howName), "id": .text("how\(field.pointer)"),
            "options": .list(
                options.map { ["value": .text($0), "text": .text($1), "selected": .flag($0 == chosen)] }
            ),
        ]
    }
}
