internal import PenstockJSON

extension JSONValue {
    /// What a schema asks of a value beside its type, in words.
    var limits: [String] {
        var limits = [
            Self.range(self["minimum"], self["maximum"], ""),
            self["exclusiveMinimum"].map { "above \($0.text)" }, self["exclusiveMaximum"].map { "below \($0.text)" },
            self["multipleOf"].map { "a multiple of \($0.text)" },
            self["minLength"] == 1 && self["maxLength"] == nil
                ? "not empty" : Self.range(self["minLength"], self["maxLength"], " characters"),
            self["minItems"] == 1 && self["maxItems"] == nil
                ? "at least one" : Self.range(self["minItems"], self["maxItems"], " elements"),
            self["uniqueItems"] == true ? "all different" : nil,
        ].compactMap(\.self)
        limits += self["pattern"].map { ["matches `\($0.shown ?? "")`"] } ?? []
        limits += self["format"].map { ["format \($0.shown ?? "")"] } ?? []
        return limits
    }

    private static func range(_ least: JSONValue?, _ most: JSONValue?, _ unit: String) -> String? {
        switch (least, most) {
        case (let least?, let most?): "\(least.text) to \(most.text)\(unit)"
        case (let least?, nil): "at least \(least.text)\(unit)"
        case (nil, let most?): "at most \(most.text)\(unit)"
        case (nil, nil): nil
        }
    }
}
