internal import PenstockCore
internal import PenstockJSON

/// The small JSON object that may come with what a person asks for; an empty body is an empty object.
struct RequestOptions {
    private let members: JSONObject

    init(_ body: [UInt8], names: [String]) throws(Problem) {
        guard !body.isEmpty else {
            members = JSONObject()
            return
        }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(body)
        } catch {
            throw Problem(error)
        }
        guard let members = value.objectValue else {
            throw Problem(.invalidParameter, "the body must be a JSON object, not \(value.typeName)")
        }
        if let name = members.keys.first(where: { !names.contains($0) }) {
            let known =
                nearest(name, in: names).map { "is '\($0)' meant?" } ?? "there is \(names.joined(separator: ", "))"
            throw Problem(.invalidParameter, "there is no option '\(name)'; \(known)")
        }
        self.members = members
    }

    func flag(_ name: String) throws(Problem) -> Bool {
        guard let value = members[name] else { return false }
        guard let truth = value.boolValue else {
            throw Problem(.invalidParameter, "'\(name)' must be true or false")
        }
        return truth
    }

    func text(_ name: String) throws(Problem) -> String? {
        guard let value = members[name] else { return nil }
        guard let text = value.stringValue else { throw Problem(.invalidParameter, "'\(name)' must be a string") }
        return text
    }
}
