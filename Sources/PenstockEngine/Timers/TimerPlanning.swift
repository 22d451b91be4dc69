internal import Crypto
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines

/// Decides which timers an event makes and which it cancels, by the rules of a catalog. Pure.
struct TimerPlanning: Sendable {
    /// What a type declares.
    private struct Declared: Sendable {
        var rules: [TimerRule]
        var digest: KeyDigest
        var person: JSONPointer
    }

    /// A rule that later events cancel.
    private struct Cancellable: Sendable {
        var cancellation: TimerCancellation
        var purpose: String
    }

    /// What follows from an event.
    struct Plan: Equatable {
        var timers: NewTimers?
        var cancels: [KeyDigest] = []
        /// A place where something stands that is no day.
        var complaint: String?
    }

    private let types: [String: Declared]
    /// Tells all these rules from those of other catalogs.
    let digest: KeyDigest
    private let cancellable: [Cancellable]
    private let store: StoreID

    init(_ catalog: Catalog, store: StoreID) {
        self.store = store
        types = catalog.types.compactMapValues { type in
            type.timers.isEmpty
                ? nil
                : Declared(
                    rules: type.timers,
                    digest: Self.digest(of: type.timers),
                    person: type.person ?? PersonSearch.standard
                )
        }
        digest = Self.digest(of: types.mapValues(\.digest))
        cancellable = catalog.names.flatMap { name in
            (catalog[type: name]?.timers ?? []).compactMap { rule in
                rule.cancelledBy.map { Cancellable(cancellation: $0, purpose: Self.purpose(name, rule)) }
            }
        }
    }

    /// Whether no type has any timers.
    var isEmpty: Bool { types.isEmpty }

    var typesWithTimers: some Collection<String> { types.keys }

    /// The types of which something follows, as a list of events is asked for them: some more may be among them.
    var patterns: Set<String> {
        Set(types.keys).union(
            cancellable.map { rule in
                let text = rule.cancellation.type.text
                return text.firstIndex(of: "*").map { String(text[..<$0]) + "*" } ?? text
            }
        )
    }

    /// What tells the rules of a type from other versions of them.
    func digest(of type: String) -> KeyDigest { types[type]?.digest ?? .noRules }

    /// What follows from an event that is accepted now.
    func plan(type: String, at now: Timestamp, keys: EventKeys) -> Plan {
        var plan = Plan()
        for rule in cancellable where rule.cancellation.takes(type) {
            if let key = keys.digest(of: rule.cancellation.same, purpose: rule.purpose) { plan.cancels.append(key) }
        }
        guard let declared = types[type] else { return plan }
        let (all, complaint) = timers(of: type, declared, keys)
        plan.complaint = complaint
        // What lies before would come at once, and all of it together.
        let list = all.filter { $0.due >= now }
        if !list.isEmpty {
            let person = keys.text(at: declared.person).map { name in
                TimerPerson(name: name, digest: PersonDigest(of: name, in: store).text)
            }
            plan.timers = NewTimers(list, rules: declared.digest, person: person)
        }
        return plan
    }

    /// What the rules, as they are by now, make of timers that were made before.
    func revision(of set: TimerSet, at now: Timestamp) -> TimerRevision {
        let type = set.origin.type
        var revision = TimerRevision(event: set.origin.event, rules: digest(of: type), at: now)
        var wanted: [Slot: NewTimer] = [:]
        if let declared = types[type] {
            for timer in timers(of: type, declared, EventKeys(set.origin)).list { wanted[Slot(timer)] = timer }
        }
        for slot in set.timers {
            let timer = wanted.removeValue(forKey: Slot(emit: slot.emit, offset: slot.offset))
            switch (slot.state, timer) {
            case (.pending, nil): revision.dropped.append(slot.id)
            case (.pending, let timer?):
                if !slot.isMoved, timer.due != slot.due {
                    revision.changed.append(.init(timer: slot.id, due: timer.due, key: timer.key, kind: .moved))
                } else if timer.key != slot.key {
                    revision.changed.append(.init(timer: slot.id, due: slot.due, key: timer.key, kind: .rekeyed))
                }
            case (.cancelled, let timer?) where slot.isUndeclared && timer.due >= now:
                revision.changed.append(.init(timer: slot.id, due: timer.due, key: timer.key, kind: .revived))
            default: break
            }
        }
        let earliest = max(now, set.origin.acceptedAt)
        revision.added = wanted.values.filter { $0.due >= earliest }
            .sorted { ($0.due, $0.emit, $0.offset) < ($1.due, $1.emit, $1.offset) }
        return revision
    }

    /// What makes a timer one of its event.
    private struct Slot: Hashable {
        var emit: String
        var offset: Int
        init(emit: String, offset: Int) {
            self.emit = emit
            self.offset = offset
        }
        init(_ timer: NewTimer) { self.init(emit: timer.emit, offset: timer.offset) }
    }

    // MARK: - By the rules

    /// All timers that rules make of an event, whenever they are due.
    private func timers(
        of type: String,
        _ declared: Declared,
        _ keys: EventKeys
    ) -> (list: [NewTimer], complaint: String?) {
        var list: [NewTimer] = []
        var complaint: String?
        for rule in declared.rules {
            let day: CalendarDay
            switch keys.day(at: rule.at, in: rule.zone) {
            case .never: continue
            case .wrong(let found):
                complaint = complaint ?? "\(rule.at) has \(found), which is no day, so there is no \(rule.emit)"
                continue
            case .day(let found): day = found
            }
            let key = rule.cancelledBy.flatMap { keys.digest(of: $0.same, purpose: Self.purpose(type, rule)) }
            for offset in rule.offsets {
                let due = day.adding(days: offset).moment(at: rule.time, in: rule.zone)
                guard due <= Self.last else { continue }
                list.append(NewTimer(emit: rule.emit, offset: offset, due: due, key: key))
            }
        }
        return (list, complaint)
    }

    /// No later time can be written (RFC 3339 has four digits of a year): it is never.
    private static let last = Timestamp(microseconds: 253_402_300_799_999_999)

    private static func purpose(_ type: String, _ rule: TimerRule) -> String { "timer \(type) \(rule.emit)" }

    private static func digest(of types: [String: KeyDigest]) -> KeyDigest {
        if types.isEmpty { return .noRules }
        var hash = SHA256()
        for (type, digest) in types.sorted(by: { $0.key < $1.key }) {
            hash.update(data: Array("\(type.utf8.count):\(type)\(digest.high),\(digest.low)".utf8))
        }
        return KeyDigest(hash.finalize())
    }

    private static func digest(of rules: [TimerRule]) -> KeyDigest {
        KeyDigest(SHA256.hash(data: JSONValue.array(rules.map(\.json)).serialized()))
    }
}
