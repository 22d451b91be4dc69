package import PenstockJSON

/// One thing that was measured: for programs a member, for people a line.
package struct Figure: Sendable {
    /// The name for programs, with its unit.
    package var key: String
    /// The name for people.
    package var label: String
    /// The value for programs.
    package var json: JSONValue
    /// The value for people, with its unit.
    package var text: String

    /// A count.
    static func count(_ key: String, _ label: String, _ count: Int) -> Figure {
        Figure(key: key, label: label, json: .number(JSONNumber(count)), text: grouped(count))
    }

    /// So many a second.
    static func rate(_ key: String, _ label: String, _ rate: Double) -> Figure {
        let whole = Int(rate.rounded())
        return Figure(key: key, label: label, json: .number(JSONNumber(whole)), text: grouped(whole) + "/s")
    }

    /// A share of something, or how often it is as much.
    static func ratio(_ key: String, _ label: String, _ ratio: Double) -> Figure {
        Figure(key: key, label: label, json: rounded(ratio, 2), text: decimal(ratio, 2))
    }

    /// A time, in milliseconds.
    static func time(_ key: String, _ label: String, nanoseconds: Int64) -> Figure {
        let milliseconds = Double(nanoseconds) / 1e6
        return Figure(key: key, label: label, json: rounded(milliseconds, 3), text: decimal(milliseconds, 2) + " ms")
    }

    /// How times are spread, in milliseconds. Nothing when there are none.
    static func times(_ key: String, _ label: String, _ times: Percentiles) -> [Figure] {
        let ranks = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0)]
        var members = JSONObject()
        var texts: [String] = []
        for (name, share) in ranks {
            guard let time = times[share] else { return [] }
            members[name] = rounded(Double(time) / 1e6, 3)
            texts.append("\(name) \(decimal(Double(time) / 1e6, 2))")
        }
        return [Figure(key: key, label: label, json: .object(members), text: texts.joined(separator: "  ") + " ms")]
    }

    /// Memory, in bytes.
    static func memory(_ key: String, _ label: String, _ bytes: Int) -> Figure {
        let text = decimal(Double(bytes) / 1_048_576, 1) + " MiB"
        return Figure(key: key, label: label, json: .number(JSONNumber(bytes)), text: text)
    }

    /// A number with so many digits behind the point.
    static func decimal(_ number: Double, _ digits: Int) -> String {
        let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
        let whole = Int((number * Double(scale)).rounded())
        guard digits > 0 else { return "\(whole)" }
        let fraction = "\(abs(whole) % scale)"
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return "\(whole < 0 ? "-" : "")\(abs(whole) / scale).\(zeros)\(fraction)"
    }

    static func rounded(_ number: Double, _ digits: Int) -> JSONValue {
        JSONNumber(parsing: decimal(number, digits)).map(JSONValue.number) ?? .null
    }

    /// A whole number with its thousands apart.
    private static func grouped(_ number: Int) -> String {
        let digits = String(abs(number))
        var text = number < 0 ? "-" : ""
        for (place, digit) in digits.enumerated() {
            if place > 0 && (digits.count - place) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }
}
