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

    /// A member as it is; nil where it is absent.
    subscript(name: String) -> JSONValue? { members[name] }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let value = members[name] else { return nil }
        guard let number = value.numberValue?.int64, range.contains(Int(number)) else {
            throw Problem(
                .invalidParameter,
                "'\(name)' must be a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return Int(number)
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

    /// A moment: a date-time of RFC 3339, or how long ago it was, such as `2h`.
    func time(_ name: String, now: Timestamp) throws(Problem) -> Timestamp? {
        guard let text = try text(name) else { return nil }
        guard let time = Timestamp(text, ago: now) else { throw .notTime(name, text) }
        return time
    }

    /// States of deliveries: a text with commas, or a list of texts.
    func states(_ name: String) throws(Problem) -> Set<DeliveryState> {
        guard let value = members[name] else { return [] }
        let texts: [String?] =
            value.arrayValue.map { $0.map(\.stringValue) }
            ?? (value.stringValue?.split(separator: ",").map(String.init) ?? [nil])
        var states: Set<DeliveryState> = []
        for text in texts {
            guard let text else { throw Problem(.invalidParameter, "'\(name)' must be a string or a list of strings") }
            states.insert(try DeliveryState(parameter: text))
        }
        return states
    }
}

extension Timestamp {
    /// A date-time of RFC 3339, or how long before a moment it was, such as `2h`; nil for anything else.
    init?(_ text: String, ago now: Timestamp) {
        if let time = Timestamp(text) {
            self = time
        } else if let ago = Duration(text: text) {
            // What is longer ago than times are counted is before all there is.
            self.init(microseconds: max(now.microseconds - ago.microseconds, 0))
        } else {
            return nil
        }
    }
}

extension Problem {
    static func notTime(_ name: String, _ text: String) -> Problem {
        Problem(
            .invalidParameter,
            "'\(name)' is '\(text)'; it takes a date-time such as 2026-03-04T10:00:00Z, or how long ago: 30m, 2h, 7d"
        )
    }
}
