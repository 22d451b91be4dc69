internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

// `timers` of an event type.

extension EventTypeReader {
    static let timerKeys = ["emit", "at", "offsets", "time", "zone", "cancelled_by"]

    static let cancellationKeys = ["type", "same"]

    /// The rules, as far as they are right.
    struct Timers {
        var rules: [TimerRule] = []
        /// The pointers in them, to be held against the schema.
        var places: [Place] = []
        /// Where each type stands that is emitted.
        var emits: [String: SourcePosition] = [:]
    }

    mutating func readTimers(of type: String?) -> Timers {
        var timers = Timers()
        guard let value = node["timers"] else { return timers }
        guard let elements = value.sequence, !elements.isEmpty else {
            wrong(value, expected: "a list such as [{ emit: …, at: /data/expiration_date, offsets: [-30d] }]")
            return timers
        }
        if type?.isSystemType == true {
            complaints.add(at: value.position, "an event of Penstock's own makes no timers")
        }
        for element in elements { readTimer(element, into: &timers) }
        return timers
    }

    private mutating func readTimer(_ value: YAMLNode, into timers: inout Timers) {
        guard let members = value.mapping else {
            return wrong(value, expected: "a timer: a mapping with emit, at and offsets")
        }
        check(members.map(\.key), among: Self.timerKeys, of: "a timer")
        let emit = readEmit(value, &timers)
        let at = readRequired("at", of: value, expected: "at: /data/expiration_date").flatMap { readPointer($0) }
        let offsets = readOffsets(value)
        let time = readTime(value)
        let zone = readTimerZone(value)
        let cancelledBy = readCancellation(value, &timers)
        if let at { timers.places.append(at) }
        guard let emit, let at else { return }
        timers.rules.append(
            TimerRule(
                emit: emit,
                at: at.pointer,
                offsets: offsets,
                time: time,
                zone: zone,
                cancelledBy: cancelledBy
            )
        )
    }

    private mutating func readRequired(_ key: String, of value: YAMLNode, expected: String) -> YAMLNode? {
        if let member = value[key] { return member }
        complaints.add(at: value.position, "this timer has no '\(key)'", expected: expected)
        return nil
    }

    // MARK: Members

    private mutating func readEmit(_ value: YAMLNode, _ timers: inout Timers) -> String? {
        guard let member = readRequired("emit", of: value, expected: "emit: certification.expiring"),
            let emit = readTypeName(member)
        else { return nil }
        guard !emit.isSystemType else {
            complaints.add(at: member.position, "types that begin with \(String.systemTypePrefix) are Penstock's own")
            return nil
        }
        if let first = timers.emits[emit] {
            complaints.add(
                at: member.position,
                "another timer of this type emits \(emit) already, at line \(first.line)",
                expected: "each type once; 'offsets' may have several days"
            )
            return nil
        }
        timers.emits[emit] = member.position
        return emit
    }

    private mutating func readOffsets(_ value: YAMLNode) -> [Int] {
        let expected = "offsets: [-30d, -7d], whole days or weeks from the day at 'at'"
        guard let member = readRequired("offsets", of: value, expected: expected) else { return [] }
        guard let elements = member.sequence, !elements.isEmpty else {
            wrong(member, expected: "a list of days, such as [-30d, -7d]")
            return []
        }
        var offsets: [Int] = []
        for element in elements {
            guard let days = element.stringValue.flatMap({ TimerRule.offset($0) }) else {
                complaints.add(
                    at: element.position,
                    "'\((element.scalar?.text ?? element.found).shortened)' is no number of days",
                    expected: "whole days or weeks with a sign, such as -90d, 0d, 1d or -2w, "
                        + "and \(TimerRule.furthest) days at most"
                )
                continue
            }
            if offsets.contains(days) {
                complaints.add(
                    at: element.position,
                    "\(TimerRule.text(ofOffset: days)) stands here twice",
                    expected: "each day once"
                )
            } else {
                offsets.append(days)
            }
        }
        return offsets
    }

    private mutating func readTime(_ value: YAMLNode) -> WallTime {
        guard let member = value["time"] else { return .morning }
        guard let time = member.stringValue.flatMap({ WallTime($0) }) else {
            wrong(member, expected: "a time from \"00:00\" to \"23:59\", such as \"08:00\"")
            return .morning
        }
        return time
    }

    private mutating func readTimerZone(_ value: YAMLNode) -> Zone {
        guard let member = value["zone"] else { return .utc }
        guard let name = member.stringValue else {
            wrong(member, expected: "a time zone such as Europe/Berlin")
            return .utc
        }
        return complaints.zone(name, at: member.position) ?? .utc
    }

    private mutating func readCancellation(_ value: YAMLNode, _ timers: inout Timers) -> TimerCancellation? {
        guard let member = value["cancelled_by"] else { return nil }
        guard let members = member.mapping else {
            wrong(member, expected: "a mapping such as { type: certification.*, same: [/data/username] }")
            return nil
        }
        check(members.map(\.key), among: Self.cancellationKeys, of: "'cancelled_by'")
        let type = readCancellingType(member)
        guard let list = member["same"] else {
            complaints.add(
                at: member.position,
                "this 'cancelled_by' has no 'same'",
                expected: "same: [/data/username, /data/program_id]"
            )
            return nil
        }
        let same = readPointers(list)
        timers.places += same
        guard let type, !same.isEmpty else { return nil }
        return TimerCancellation(type: type, same: same.map(\.pointer))
    }

    private mutating func readCancellingType(_ value: YAMLNode) -> Glob? {
        guard let member = value["type"] else {
            complaints.add(at: value.position, "this 'cancelled_by' has no 'type'", expected: "type: certification.*")
            return nil
        }
        guard let text = member.stringValue, !text.isEmpty,
            !text.contains(where: { $0.isWhitespace || $0 == "," })
        else {
            wrong(member, expected: "an event type, or a pattern such as certification.*")
            return nil
        }
        guard !text.isSystemType else {
            complaints.add(at: member.position, "an event of Penstock's own cancels no timers")
            return nil
        }
        return Glob(text)
    }
}

extension Complaints {
    /// A time zone by its name; one that is not known is complained of.
    mutating func zone(_ name: String, at position: SourcePosition) -> Zone? {
        if let zone = Zone(name) { return zone }
        add(
            at: position,
            "there is no time zone '\(name.shortened)'",
            expected: "UTC, or a name of the IANA database such as America/New_York",
            suggestion: nearest(name, in: Zone.names)
        )
        return nil
    }
}
