/// What a list was asked for: its form shows it again, and its links carry it on.
package struct ListFilter: Sendable, Equatable {
    /// One field of the form, called as the parameter of the API.
    package struct Field: Sendable, Equatable {
        var name: String
        var label: String
        /// What may stand in it, in an example.
        var hint = ""
        /// All that it takes: then it is a list to choose from.
        var choices: [String] = []
        /// Some that it takes.
        var suggestions: [String] = []
    }

    let path: Path
    let label: String
    let fields: [Field]
    /// Names and texts as they were given.
    let values: [String: String]

    /// - Parameter values: What was given for each field; nothing where it was empty.
    init(path: Path, label: String, fields: [Field], values: [String: String]) {
        self.path = path
        self.label = label
        self.fields = fields
        self.values = values.filter { !$0.value.isEmpty }
    }

    var isEmpty: Bool { values.isEmpty }

    /// The parameters in the order of the fields.
    private var parameters: [(name: String, value: String?)] { fields.map { ($0.name, values[$0.name]) } }

    /// The list again, from another place on.
    func path(cursor: String?) -> Path { path.with(parameters + [("cursor", cursor)]) }

    /// The same list of the API, or another page about what was chosen.
    func path(of path: Path, _ more: (name: String, value: String?)...) -> Path { path.with(parameters + more) }

    /// What is given of some fields, for a form that is about the same.
    func hidden(_ names: [String]) -> View {
        .list(names.compactMap { name in values[name].map { ["name": .text(name), "value": .text($0)] } })
    }

    /// Whether it is narrowed down by other fields than these.
    func goesBeyond(_ names: [String]) -> Bool { values.keys.contains { !names.contains($0) } }

    var view: View {
        [
            "action": .text(path.text), "label": .text(label),
            "fields": .list(fields.map(view)),
            "clear": isEmpty ? .nothing : .text(path.text),
        ]
    }

    private func view(_ field: Field) -> View {
        let value = values[field.name] ?? ""
        // What was given stays what is given, also where it is two of the choices.
        let choices = field.choices + (field.choices.isEmpty || field.choices.contains(value) ? [] : [value])
        return [
            "name": .text(field.name), "label": .text(field.label), "value": .text(value), "hint": .text(field.hint),
            "choices": field.choices.isEmpty
                ? .nothing
                : [
                    "options": .list(
                        choices.filter { !$0.isEmpty }.map {
                            ["value": .text($0), "selected": .flag($0 == value)]
                        }
                    )
                ],
            "suggestions": field.suggestions.isEmpty
                ? .nothing : ["options": .list(field.suggestions.map { ["value": .text($0)] })],
        ]
    }
}

extension ListFilter.Field {
    static let person = Self(name: "person", label: "Person", hint: "learner1")
    static let text = Self(name: "text", label: "Text", hint: "anywhere in it")
    static let subject = Self(name: "subject", label: "Subject", hint: "course/WS-101")
    static let source = Self(name: "source", label: "Source", hint: "/lms")
    static let status = Self(name: "status", label: "Last answer", hint: "503, or 5xx")
    static let since = Self(name: "since", label: "Since", hint: "2h, or a date-time")
    static let until = Self(name: "until", label: "Until", hint: "30m")

    static func type(_ known: [String]) -> Self {
        Self(name: "type", label: "Type", hint: "course.*", suggestions: known)
    }

    static func pipeline(_ known: [String]) -> Self {
        Self(name: "pipeline", label: "Pipeline", choices: known)
    }
}
