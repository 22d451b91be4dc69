internal import PenstockJSON

/// What stood in one measure when the event was accepted, as the host tells it.
struct Figures {
    private let json: JSONValue

    /// - Returns: Nil for what is not an object of JSON.
    init?(_ bytes: Span<UInt8>) {
        guard let json = try? JSONValue.parse(bytes), json.objectValue != nil else { return nil }
        self.json = json
    }

    /// The value of the event itself.
    var value: JSONNumber? { json["value"]?.numberValue }

    /// Figures of everybody's values, in the order in which they are told; nil where nobody was counted in this measure.
    var peers: JSONObject? {
        guard let all = json["peers"]?.objectValue, all["counted"] != nil else { return nil }
        return JSONObject(Self.told.compactMap { name in all[name].map { (key: name, value: $0) } })
    }

    private static let told = [
        "counted", "mean", "median", "percentile", "above_average", "deviation", "minimum", "maximum", "rank",
    ]

    /// How often the same person was here before.
    var earlier: Int64? { json["own"]?["count"]?.numberValue?.int64 }

    /// The day that the person's last event here tells.
    var lastDay: Day? { json["own"]?["last_day"]?.stringValue.flatMap { Day($0) } }

    /// The day on which the person began, where an event has told.
    var started: Day? { json["started"]?.stringValue.flatMap { Day($0) } }
}
