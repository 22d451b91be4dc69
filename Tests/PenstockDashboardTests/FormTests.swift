import PenstockEngine
import PenstockJSON
import Testing

@testable import PenstockDashboard

@Suite struct `A form made from a schema` {
    private let schema: JSONValue = [
        "type": "object", "required": ["name", "score", "date", "kind", "sure", "place"],
        "properties": [
            "name": ["type": "string", "description": "Who"], "score": ["type": ["number", "null"]],
            "date": ["type": "string", "format": "date"], "kind": ["enum": ["a", 2, nil]],
            "sure": ["type": "boolean"], "note": ["type": "string"], "at": ["type": "string", "format": "date-time"],
            "tags": ["type": "array", "items": ["type": "string"]],
            "place": ["$ref": "#/$defs/place"],
        ],
        "$defs": ["place": ["type": "object", "properties": ["city": ["type": "string"], "n": ["type": "integer"]]]],
    ]

    @Test func `has a field for each member, as its type is`() {
        let fields = SchemaForm(schema).fields
        let controls = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.control) })
        #expect(controls["name"] == .text && controls["score"] == .number && controls["date"] == .date)
        #expect(controls["kind"] == .choice(["\"a\"", "2"]) && controls["sure"] == .flag && controls["tags"] == .json)
        #expect(controls["at"] == .dateTime)
        guard case .group(let inner) = controls["place"] else {
            Issue.record("no group")
            return
        }
        #expect(inner.map(\.valueName) == ["value:/place/city", "value:/place/n"])
        #expect(fields.filter(\.isNullable).map(\.name) == ["score", "kind"])
        #expect(fields.filter { !$0.isRequired }.map(\.name) == ["note", "at", "tags"])
    }

    @Test(
        arguments: [
            [
                "name": "x", "score": 80.50, "date": "2026-03-04", "kind": 2, "sure": true, "note": "n",
                "at": "2026-03-04T10:00:00Z", "tags": ["a", "b"], "place": ["city": "Ulm", "n": 3], "extra": [1, nil],
            ],
            [
                "name": "", "score": nil, "date": "2026-03-04", "kind": nil, "sure": false,
                "place": ["city": "", "n": 1],
            ],
        ] as [JSONValue]
    )
    func `gives back what it was filled with`(data: JSONValue) throws {
        let form = SchemaForm(schema)
        let sent = try Sent(form.view(data))
        #expect(try form.data(sent.text) == data, "\(sent.fields)")
    }

    @Test func `takes what contradicts the schema, where JSON can say it`() throws {
        let form = SchemaForm(schema)
        let fields = ["value:/score": "many", "value:/name": "x", "value:/kind": "\"z\"", "value:/date": ""]
        #expect(
            try form.data { fields[$0] } == ["name": "x", "score": "many", "kind": "z", "sure": false, "place": [:]]
        )
        let never = try form.data { $0 == "how:/score" ? "null" : nil }
        #expect(never["score"] == JSONValue.null)
        let partial = try form.data { $0 == "how:/name" ? "absent" : $0 == "rest" ? nil : "1" }
        #expect(partial["score"] == 1 && partial.objectValue?.keys.contains("name") == false)
    }

    @Test func `says where something is no JSON`() {
        let form = SchemaForm(schema)
        let tags = #expect(throws: FieldComplaint.self) { try form.data { $0 == "value:/tags" ? "[1," : nil } }
        #expect(tags?.description.hasPrefix("/tags: this is not JSON") == true)
        let rest = #expect(throws: FieldComplaint.self) { try form.data { $0 == "rest" ? "[1]" : nil } }
        #expect(rest?.message.contains("JSON object") == true)
    }

    @Test(arguments: [nil, true, ["type": "object"], ["type": "string"]] as [JSONValue?])
    func `is a box of JSON where the schema names no members`(schema: JSONValue?) throws {
        let form = SchemaForm(schema)
        let sent = try Sent(form.view(["a": 1]))
        #expect(try form.data(sent.text) == ["a": 1])
    }

    @Test func `ends where a schema lies within itself`() {
        let schema: JSONValue = [
            "properties": ["next": ["$ref": "#/$defs/node"]],
            "$defs": ["node": ["type": "object", "properties": ["next": ["$ref": "#/$defs/node"]]]],
        ]
        #expect(SchemaForm(schema).fields.count == 1)
    }
}

@Suite struct `A draft of the testing area` {
    private let type = EventTypeSummary(
        type: "a.b",
        schema: ["properties": ["n": ["type": "number"]]],
        sample: ["n": 1]
    )

    @Test func `begins with the sample`() {
        #expect(TestDraft(sampleOf: type).event == ["type": "a.b", "data": ["n": 1]])
        #expect(TestDraft(sampleOf: nil).data == [:])
    }

    @Test func `is what its form says`() throws {
        let form = [
            "as": "form", "value:/n": "7", "attribute:subject": "s/1", "attribute:id": "", "pipeline": "hr",
            "mode": "live", "confirmed": "true",
        ]
        let draft = try TestDraft(type) { form[$0] }
        #expect(draft.event == ["type": "a.b", "subject": "s/1", "data": ["n": 7]])
        #expect(draft.pipeline == "hr" && draft.isLive && draft.isConfirmed)
        let json = try TestDraft(type) { ["as": "json", "json": "{\"n\": [1]}"][$0] }
        #expect(json.isJSON && json.data == ["n": [1]] && json.json == nil && json.pipeline == nil && !json.isLive)
    }

    @Test func `keeps what was typed where it cannot be read`() {
        let failure = #expect(throws: TestDraft.Unreadable.self) {
            try TestDraft(type) { ["as": "json", "json": "{\"n\": <b>"][$0] }
        }
        #expect(failure?.draft.json == "{\"n\": <b>" && failure?.sentence.hasPrefix("The data is not JSON") == true)
    }
}

/// What a browser would send of a form that it was shown.
private struct Sent {
    private(set) var fields: [String: String] = [:]

    init(_ view: View) throws {
        guard case .object(let members) = view else { return }
        for case .object(let field) in Self.list(members["fields"]) { add(field) }
        if case .object(let rest) = members["rest"] { fields[Self.text(rest["name"])] = Self.text(rest["text"]) }
    }

    func text(_ name: String) -> String? { fields[name] }

    private mutating func add(_ field: [String: View]) {
        let name = Self.text(field["name"])
        if case .object(let how) = field["how"] { fields[Self.text(how["name"])] = Self.selected(how) }
        if case .object(let group) = field["group"] {
            for case .object(let inner) in Self.list(group["fields"]) { add(inner) }
        }
        if case .object(let flag) = field["flag"], flag["checked"] == .flag(true) { fields[name] = "true" }
        if case .object(let choice) = field["choice"] { fields[name] = Self.selected(choice) }
        for kind in ["text", "number", "date", "date_time", "json"] {
            if case .object(let input) = field[kind] { fields[name] = Self.text(input["value"]) }
        }
    }

    /// The option that is selected; the first where none is.
    private static func selected(_ select: [String: View]) -> String? {
        let options = list(select["options"]).compactMap { option -> [String: View]? in
            if case .object(let members) = option { members } else { nil }
        }
        return (options.first { $0["selected"] == .flag(true) } ?? options.first).map { text($0["value"]) }
    }

    private static func list(_ view: View?) -> [View] { if case .list(let list) = view { list } else { [] } }
    private static func text(_ view: View?) -> String { if case .text(let text) = view { text } else { "" } }
}
