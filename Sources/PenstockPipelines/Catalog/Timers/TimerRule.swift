package import PenstockCore
package import PenstockJSON

/// When events of a type let others follow, at days that they name (`timers` of an event type).
package struct TimerRule: Sendable, Equatable {
    /// The type of the events that follow.
    package var emit: String
    /// Where in the event the day stands.
    package var at: JSONPointer
    /// Whole days from that day, each once, as they were written.
    package var offsets: [Int]
    /// The time of the day.
    package var time: WallTime
    /// Whose clocks show it.
    package var zone: Zone
    package var cancelledBy: TimerCancellation?

    package init(
        emit: String,
        at: JSONPointer,
        offsets: [Int],
        time: WallTime = .morning,
        zone: Zone = .utc,
        cancelledBy: TimerCancellation? = nil
    ) {
        self.emit = emit
        self.at = at
        self.offsets = offsets
        self.time = time
        self.zone = zone
        self.cancelledBy = cancelledBy
    }
}

/// Which later events cancel a timer (`cancelled_by`).
package struct TimerCancellation: Sendable, Equatable {
    /// Their types. A star never matches a type that begins with `penstock.`, and neither does anything else here.
    package var type: Glob
    /// Where they say the same as the event that made the timer.
    package var same: [JSONPointer]

    package init(type: Glob, same: [JSONPointer]) {
        self.type = type
        self.same = same
    }

    /// Whether events of a type may cancel.
    package func takes(_ type: String) -> Bool { !type.isSystemType && self.type.matches(type) }
}

extension TimerRule {
    /// With every default written out: what people see, and what tells one version of a rule from another.
    package var json: JSONValue {
        var json: JSONObject = [
            "emit": .string(emit), "at": .string(at.description),
            "offsets": .array(offsets.map { .string(Self.text(ofOffset: $0)) }),
            "time": .string(time.description), "zone": .string(zone.name),
        ]
        if let cancelledBy {
            json["cancelled_by"] = [
                "type": .string(cancelledBy.type.text),
                "same": .array(cancelledBy.same.map { .string($0.description) }),
            ]
        }
        return .object(json)
    }

    /// The rule as a sentence without an end: `certification.expiring -30d, -7d from /data/expiration_date, at 08:00 in UTC`.
    package var sentence: String {
        let days = offsets.map { Self.text(ofOffset: $0) }.joined(separator: ", ")
        let end = cancelledBy.map { cancelled in
            let same = cancelled.same.map(\.description).joined(separator: " and ")
            return "; cancelled by \(cancelled.type) with the same \(same)"
        }
        return "\(emit) \(days) from \(at), at \(time) in \(zone.name)\(end ?? "")"
    }

    /// As people write it: `-30d`.
    package static func text(ofOffset days: Int) -> String { "\(days)d" }

    /// Further from its day than this, no timer is.
    static let furthest = 36_500

    /// Reads `-90d`, `0d`, `+1d` or `2w` as days; nil for anything else.
    static func offset(_ text: String) -> Int? {
        let digits =
            text.utf8.first.map { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") } == true
            ? text.dropFirst().dropLast() : text.dropLast()
        guard !digits.isEmpty, digits.utf8.count <= 6, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(digits)
        else { return nil }
        let days: Int
        switch text.last {
        case "d": days = number
        case "w": days = number * 7
        default: return nil
        }
        guard days <= furthest else { return nil }
        return text.hasPrefix("-") ? -days : days
    }
}
