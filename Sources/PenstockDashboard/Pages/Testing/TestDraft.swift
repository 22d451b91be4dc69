package import PenstockEngine
package import PenstockJSON

/// What a person has put together in the testing area. It is in the form and nowhere else.
package struct TestDraft: Sendable, Equatable {
    /// Attributes that may be given beside the data, and what they are without it.
    static let attributes = [
        (name: "subject", hint: "made by the catalog's template"), (name: "source", hint: "/api"),
        (name: "id", hint: "a new one"), (name: "time", hint: "now"),
    ]

    package var type: String
    package var data: JSONValue
    /// What stands in the editor; nil where it is ``data``.
    package var json: String?
    /// Whether the data is edited as JSON, and not in fields.
    package var isJSON = false
    package var attributes: [String: String] = [:]
    /// Nil for all that take it.
    package var pipeline: String?
    package var isLive = false
    /// Whether it was said once more that a live run is meant.
    package var isConfirmed = false

    /// The sample of a type.
    package init(sampleOf type: EventTypeSummary?, named name: String = "") {
        self.type = type?.type ?? name
        data = type?.sample ?? .object(JSONObject())
    }

    /// The draft of a form that was sent.
    /// - Parameter text: The value of a field by its name.
    /// - Throws: For data that is no JSON; the draft so far is with it.
    package init(
        _ type: EventTypeSummary,
        _ text: (String) -> String?
    ) throws(Unreadable) {
        self.init(sampleOf: type)
        isJSON = text("as") == "json"
        for (name, _) in Self.attributes {
            if let value = text("attribute:\(name)"), !value.isEmpty { attributes[name] = value }
        }
        pipeline = text("pipeline").flatMap { $0.isEmpty ? nil : $0 }
        isLive = text("mode") == "live"
        isConfirmed = text("confirmed") == "true"
        if isJSON {
            let written = text("json") ?? ""
            json = written
            do throws(JSONError) {
                data = try JSONValue.parse(written)
                json = nil
            } catch {
                throw Unreadable(draft: self, sentence: "The data is not JSON: \(error)")
            }
        } else {
            do throws(FieldComplaint) {
                data = try SchemaForm(type.schema).data(text)
            } catch {
                throw Unreadable(draft: self, sentence: "\(error)")
            }
        }
    }

    /// A draft of which no event can be made.
    package struct Unreadable: Error {
        package var draft: TestDraft
        package var sentence: String
    }

    /// The event as a sender would post it.
    package var event: JSONValue {
        var event: JSONObject = ["type": .string(type)]
        for (name, _) in Self.attributes { event[name] = attributes[name].map(JSONValue.string) }
        event["data"] = data
        return .object(event)
    }
}
