internal import PenstockJSON
internal import PenstockPluginKit

/// All that conclusions about one event are drawn from.
struct Facts {
    let fields: FieldValues
    /// The day of the event.
    let today: Day
    /// What stood before it; nil where that is not known.
    let figures: (InsightMeasure) throws(StageFailure) -> Figures?

    /// What is known of an event of a kind.
    func insight(_ kind: InsightKind) throws(StageFailure) -> Insight {
        switch kind {
        case .course: try course()
        case .ilt: try ilt()
        case .certification: try certification()
        case .learningPath: try learningPath()
        }
    }
}

/// What was concluded. A member that is not known is left out.
struct Insight {
    private(set) var members = JSONObject()

    subscript(name: String) -> JSONValue? {
        get { members[name] }
        set { members[name] = newValue }
    }

    mutating func add(_ name: String, _ truth: Bool?) { self[name] = truth.map { .bool($0) } }
    mutating func add(_ name: String, _ integer: Int64?) { self[name] = integer.map { .number(JSONNumber($0)) } }
    mutating func add(_ name: String, _ number: JSONNumber?) { self[name] = number.map { .number($0) } }
    mutating func add(_ name: String, _ day: Day?) { self[name] = day.map { .string("\($0)") } }
    mutating func add(_ name: String, _ object: JSONObject?) { self[name] = object.map { .object($0) } }

    /// As JSON.
    var json: [UInt8] { JSONValue.object(members).serialized() }
}
